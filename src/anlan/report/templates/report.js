"use strict";
(() => {
  const page = JSON.parse(document.getElementById("data").textContent);
  const editions = [...document.querySelectorAll(".edition")];

  // Numbers of axes and pointers: three significant digits; large ones as a reader of the language says them.
  const scales = { en: [[1e12, " trillion"], [1e9, " billion"], [1e6, " million"]], zh: [[1e12, "万亿"], [1e8, "亿"], [1e4, "万"]] };
  const raised = (power) => [...String(power)].map((sign) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(sign)]).join("");
  const powers = (value) => {
    const [front, power] = value.toExponential().split("e");
    return (front === "1" ? "" : `${front}×`) + `10${raised(power)}`;
  };
  const digits = (value) => {
    const rounded = Number(value.toPrecision(3));
    if (rounded !== 0 && Math.abs(rounded) < 1e-3) return powers(rounded);
    return rounded.toLocaleString("en", { maximumSignificantDigits: 3 });
  };
  const anlanNumber = (value, language) => {
    if (typeof value !== "number") return String(value);
    const scale = scales[language].find(([size]) => Math.abs(value) >= size * 0.9995);
    return scale ? digits(value / scale[0]) + scale[1] : digits(value);
  };

  // Columns that hold for every row come as one number.
  const rowsOf = (columns) => {
    const names = Object.keys(columns).filter((name) => name !== "count");
    return Array.from({ length: columns.count }, (_, row) =>
      Object.fromEntries(names.map((name) => [name, Array.isArray(columns[name]) ? columns[name][row] : columns[name]])));
  };

  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer;
  const ground = (() => {
    const { mesh, areas, scale } = page.ground;
    const sizes = new Uint8Array(bytes(mesh.sizes));
    const starts = [0];
    sizes.forEach((size, cell) => starts.push(starts[cell] + size));
    return { corners: new Int16Array(bytes(mesh.corners)), rings: new Uint32Array(bytes(mesh.rings)), starts, areas, scale };
  })();

  // The outline of a set of cells: every edge that no neighbour of the set walks the other way, joined to rings.
  const outline = (cells) => {
    const { corners, rings, starts } = ground;
    const key = (from, to) => from * 4194304 + to;
    const edges = new Set();
    for (const cell of cells) {
      for (let at = starts[cell]; at < starts[cell + 1]; at += 1) {
        const from = rings[at];
        const to = rings[at + 1 < starts[cell + 1] ? at + 1 : starts[cell]];
        if (from !== to && !edges.delete(key(to, from))) edges.add(key(from, to));
      }
    }
    const next = new Map();
    for (const edge of edges) {
      const from = Math.floor(edge / 4194304);
      if (!next.has(from)) next.set(from, []);
      next.get(from).push(edge % 4194304);
    }
    const closed = [];
    for (const first of next.keys()) {
      while (next.get(first).length) {
        const ring = [];
        let at = first;
        do {
          ring.push([corners[2 * at], corners[2 * at + 1]]);
          at = next.get(at).pop();
        } while (at !== undefined && at !== first);
        ring.push(ring[0]);
        closed.push(ring);
      }
    }
    return closed;
  };

  const feature = (type, coordinates, properties) => ({ type: "Feature", properties, geometry: { type, coordinates } });
  const cellsOf = (classes) => {
    const members = new Map();
    [...classes].forEach((symbol, cell) => {
      const place = symbol === "-" ? -1 : Number(symbol);
      if (!members.has(place)) members.set(place, []);
      members.get(place).push(cell);
    });
    return [...members].sort((one, two) => one[0] - two[0]).map(([k, cells]) => feature("Polygon", outline(cells), { k }));
  };

  const kept = new Map();
  const make = (name) => {
    if (name in page.sets) return rowsOf(page.sets[name]);
    if (name.startsWith("cells-")) return cellsOf(page.maps[name.slice(6)]);
    const [left, base, length] = ground.scale;
    if (name === "areas") return Object.entries(ground.areas).map(([code, rings]) => feature("MultiLineString", rings, { code }));
    if (name === "scale") return [feature("LineString", [[left, base], [left + length, base]], {})];
    return [{ x: left + length, y: base }];
  };
  const dataset = (name) => {
    if (!kept.has(name)) kept.set(name, make(name));
    return kept.get(name);
  };

  const namesIn = (spec) => [spec, ...(spec.layer || [])].map((part) => part.data && part.data.name).filter(Boolean);
  const draw = async (place) => {
    const spec = structuredClone(page.charts[place.dataset.edition][place.dataset.chart]);
    spec.datasets = Object.fromEntries(namesIn(spec).map((name) => [name, structuredClone(dataset(name))]));
    await vegaEmbed(place, spec, {
      mode: "vega-lite", renderer: "svg", actions: false, config: page.config, expressionFunctions: { anlanNumber },
    });
    place.dataset.drawn = "yes";
  };

  // Maps that are played: cells with the same course are one path, drawn on a canvas.
  const courses = new Map();
  const courseOf = (player, key) => {
    const name = `${player}/${key}`;
    if (!courses.has(name)) {
      const layer = page.players[player].layers[key];
      const paths = layer.series.map(() => new Path2D());
      const { corners, rings, starts } = ground;
      new Uint16Array(bytes(layer.member)).forEach((series, cell) => {
        for (let at = starts[cell]; at < starts[cell + 1]; at += 1) {
          paths[series][at === starts[cell] ? "moveTo" : "lineTo"](corners[2 * rings[at]], corners[2 * rings[at] + 1]);
        }
        paths[series].closePath();
      });
      courses.set(name, { paths, ...layer });
    }
    return courses.get(name);
  };
  const extent = () => {
    const { corners } = ground;
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    for (let at = 0; at < corners.length; at += 2) {
      box[0] = Math.min(box[0], corners[at]);
      box[1] = Math.min(box[1], corners[at + 1]);
      box[2] = Math.max(box[2], corners[at]);
      box[3] = Math.max(box[3], corners[at + 1]);
    }
    box[3] = Math.max(box[3], ground.scale[1]);
    return box;
  };
  const outlinePath = () => {
    const path = new Path2D();
    for (const rings of Object.values(ground.areas)) {
      for (const ring of rings) ring.forEach(([x, y], at) => path[at ? "lineTo" : "moveTo"](x, y));
    }
    return path;
  };
  let frame = null;
  const paint = (canvas, player, key, step, edition, width, sharp = 2) => {
    frame = frame || { box: extent(), borders: outlinePath() };
    const [left, top, right, bottom] = frame.box;
    const [aspectWidth, aspectHeight = "1"] = canvas.style.aspectRatio.split("/");
    const height = Math.round(width / (Number(aspectWidth) / Number(aspectHeight)));
    canvas.width = width * sharp;
    canvas.height = height * sharp;
    const pen = canvas.getContext("2d");
    const margin = 10;
    const scale = Math.min((width - 2 * margin) / (right - left), (height - 2 * margin) / (bottom - top));
    const x = (at) => (width - scale * (right - left)) / 2 + (at - left) * scale;
    const y = (at) => (height - scale * (bottom - top)) / 2 + (at - top) * scale;
    pen.setTransform(sharp * scale, 0, 0, sharp * scale, sharp * x(0), sharp * y(0));
    const course = courseOf(player, key);
    pen.lineWidth = 0.5 / scale;
    course.paths.forEach((path, series) => {
      const symbol = course.series[series][step];
      pen.fillStyle = symbol === "-" ? "#eceff2" : course.colours[Number(symbol)];
      pen.strokeStyle = pen.fillStyle;
      pen.fill(path);
      pen.stroke(path);
    });
    pen.lineWidth = 0.8 / scale;
    pen.strokeStyle = "#1c2b3a";
    pen.stroke(frame.borders);
    pen.setTransform(sharp, 0, 0, sharp, 0, 0);
    const [barLeft, base, length] = ground.scale;
    pen.font = `${width < 400 ? 10 : 11}px ${page.config.font}`;
    pen.textBaseline = "middle";
    pen.fillStyle = "#1c2b3a";
    pen.lineWidth = 1.5;
    pen.lineJoin = "round";
    pen.beginPath();
    pen.moveTo(x(barLeft), y(base));
    pen.lineTo(x(barLeft + length), y(base));
    pen.stroke();
    pen.fillText(`${page.km} km`, x(barLeft + length) + 5, y(base));
    pen.textAlign = "center";
    pen.lineWidth = 3;
    pen.strokeStyle = "rgb(255 255 255 / 85%)";
    for (const [name, atX, atY] of page.names[edition]) {
      const lines = width < 400 ? name.split(" ") : [name];
      lines.forEach((line, place) => {
        const at = y(atY) + 11 * (place - (lines.length - 1) / 2);
        pen.strokeText(line, x(atX), at);
        pen.fillText(line, x(atX), at);
      });
    }
  };
  const players = new Map();
  const openPlayer = (figure) => {
    const { player, edition } = figure.dataset;
    const { hours, layers } = page.players[player];
    const part = (name) => figure.querySelector(name);
    const [select, slider, button, hour, stage] = ["select", "input", ".play", ".hour", ".stage"].map(part);
    let timer = null;
    const update = () => {
      const step = Number(slider.value);
      hour.textContent = hour.dataset.hour.replace("#", hours[step]);
      for (const each of figure.querySelectorAll(".layer")) {
        each.hidden = each.dataset.layer !== select.value;
        const total = each.querySelector(".total");
        const totals = layers[each.dataset.layer].totals;
        const value = Array.isArray(totals) ? totals[step] : totals;
        total.textContent = total.dataset.total && value !== undefined ? `${total.dataset.total}${edition === "zh" ? "：" : ": "}${anlanNumber(Math.round(value), edition)}` : "";
      }
      const width = stage.getBoundingClientRect().width;
      if (width) paint(stage, player, select.value, step, edition, Math.round(width));
    };
    const stop = () => {
      clearInterval(timer);
      timer = null;
      button.textContent = button.dataset.play;
    };
    const next = () => {
      slider.value = Number(slider.value) + 1;
      update();
      if (Number(slider.value) === hours.length - 1) stop();
    };
    button.addEventListener("click", () => {
      if (timer !== null) { stop(); return; }
      if (Number(slider.value) === hours.length - 1) slider.value = 0;
      button.textContent = button.dataset.pause;
      timer = setInterval(next, 500);
      update();
    });
    slider.addEventListener("input", () => { stop(); update(); });
    select.addEventListener("change", update);
    for (const still of figure.querySelectorAll(".stills canvas")) {
      paint(still, player, still.dataset.layer, Number(still.dataset.step), edition, 220, 3);
    }
    players.set(figure, update);
  };
  const showPlayers = (edition) => {
    for (const figure of edition.querySelectorAll(".player")) {
      if (!players.has(figure)) openPlayer(figure);
      players.get(figure)();
    }
  };
  window.addEventListener("resize", () => { for (const edition of editions) if (!edition.hidden) showPlayers(edition); });

  const pause = () => new Promise((go) => { setTimeout(go, 0); });
  // What the reader looks at is drawn first, then the rest from the top.
  const inView = (place) => {
    const box = place.getBoundingClientRect();
    return box.bottom > 0 && box.top < window.innerHeight;
  };
  const nextPlace = (edition) => {
    const rest = [...edition.querySelectorAll(".drawing:not([data-begun])")].filter((place) => place.offsetParent !== null);
    return rest.find(inView) || rest[0];
  };
  const drawAll = async (edition) => {
    for (let place = nextPlace(edition); place; place = nextPlace(edition)) {
      place.dataset.begun = "yes";
      await draw(place);
      await pause();
    }
    if (!edition.hidden) document.documentElement.dataset.ready = edition.id;
  };

  const wished = () => {
    const asked = location.hash.slice(1).split("/")[0];
    const known = editions.map((edition) => edition.id);
    if (known.includes(asked)) return asked;
    const reader = (navigator.languages || []).map((tag) => tag.slice(0, 2).toLowerCase()).find((tag) => known.includes(tag));
    return reader || "en";
  };
  const show = (id) => {
    const edition = document.getElementById(id);
    for (const each of editions) each.hidden = each !== edition;
    document.documentElement.lang = edition.lang;
    document.documentElement.dataset.edition = id;
    document.title = edition.dataset.title;
    showPlayers(edition);
    return drawAll(edition);
  };

  // The switch keeps the reader's place: it goes to the same part in the other language.
  const partInView = () => {
    const parts = [...document.querySelectorAll(".edition:not([hidden]) section")].filter((part) => part.getBoundingClientRect().top < 120);
    return parts.length && window.scrollY > 200 ? parts[parts.length - 1].id.split("/")[1] : null;
  };
  for (const link of document.querySelectorAll(".switch")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      const part = partInView();
      location.hash = link.getAttribute("href") + (part ? `/${part}` : "");
    });
  }
  window.addEventListener("hashchange", () => {
    show(wished());
    const part = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (part && part.tagName === "SECTION") part.scrollIntoView();
  });

  for (const button of document.querySelectorAll(".print")) button.addEventListener("click", () => window.print());
  window.addEventListener("beforeprint", () => {
    for (const each of document.querySelectorAll("details")) each.open = true;
  });
  for (const select of document.querySelectorAll(".filter select")) {
    select.addEventListener("change", () => {
      const edition = select.closest(".edition");
      for (const group of edition.querySelectorAll("figure[data-group]")) group.hidden = Boolean(select.value) && group.dataset.group !== select.value;
      drawAll(edition);
    });
  }
  show(wished());
})();
