// What pages of the public load where they have a map: nothing but the map.
import { drawMaps } from "./maps";

void drawMaps(document);
