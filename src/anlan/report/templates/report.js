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
