// What every page of the staff loads: htmx, live events, and a map only where a page has one.
import htmx from "htmx.org";

import { listen } from "./live";
import { drawMaps } from "./maps";
import { followTemplate } from "./compose";
import { keepDrafts } from "./forms";
import { followNews } from "./news";

htmx.config.includeIndicatorStyles = false;
htmx.config.allowEval = false;
htmx.config.allowScriptTags = false;
htmx.config.selfRequestsOnly = true;

listen(document.body);
keepDrafts(document);
followTemplate(document);
followNews(document.body);
document.querySelector(".rail [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
void drawMaps(document);
document.body.addEventListener("htmx:load", (event) => {
  if (event.target instanceof Element && event.target !== document.body) void drawMaps(event.target);
});
