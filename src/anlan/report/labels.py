"""Every fixed text of the page."""

from collections.abc import Mapping

from anlan.language import mark

LABELS: Mapping[str, str] = {
    "title": mark("Risk and supplies report"),
    "subtitle": mark("From risk to the worst credible scenario, its needs, and what is missing"),
    "print": mark("Print"),
    "contents": mark("Contents"),
    "synthetic_banner": mark("Synthetic data"),
    "synthetic_row": mark("rests on synthetic data"),
    "worst": mark("Worst credible scenario"),
    "band": mark("band"),
    "summary": mark("Summary"),
    "maps": mark("Where the risk is"),
    "maps_lead": mark(
        "Mean direct loss a year and square kilometre, all simulated events weighted by their frequency. All maps "
        "share one scale. Point at a district for its total."
    ),
    "people_lead": mark("People at night per square kilometre: the exposure on which all figures rest."),
    "footprint_lead": mark("The worst credible scenario: its intensity in each cell."),
    "no_value": mark("none"),
    "north": mark("North is up."),
    "player_shows": mark("Shown"),
    "play": mark("Play"),
    "pause": mark("Pause"),
    "hour": mark("hour"),
    "player_hour": mark("Hour #"),
    "curves": mark("How often, how bad"),
    "curves_lead": mark(
        "How bad an event is that is reached or exceeded once in so many years. Both axes are logarithmic. The dashed "
        "upright line is the credibility floor."
    ),
    "scenario": mark("The scenario by the hour"),
    "why": mark("Why this event"),
    "story": mark("What happens, phase by phase"),
    "hours_phase": mark("Hours {first} to {last}"),
    "in_need": mark("People in need by the hour"),
    "supplies": mark("Needs against supplies"),
    "supplies_lead": mark(
        "The dark line is what is needed; the colours say what covers it. Items used up are drawn by the hour, items "
        "handed out once as totals so far. The scale differs from item to item."
    ),
    "note": mark("The package says of itself: {note}"),
    "filter": mark("Show"),
    "all_groups": mark("All groups"),
    "gaps": mark("What is missing, item by item"),
    "resilience": mark("Resilience"),
    "resilience_lead": mark(
        "Share of the needs that are met, mean of the supply groups, with the band of events about as frequent. The "
        "area above the line is the loss of resilience."
    ),
    "groups_lead": mark("The same for each supply group; dark is unserved."),
    "none_served": mark("nothing met"),
    "all_served": mark("everything met"),
    "districts": mark("District by district"),
    "evidence": mark("Assumptions and sources"),
    "limits": mark("What the figures do not contain"),
    "rest": mark("What is missing and what is synthetic"),
    "provenance": mark("Where this report comes from"),
    "provenance_lead": mark("The same program, package and seed give the same report, on any number of workers."),
    "files": mark(
        "Beside this page: report.json holds the same numbers in full; the folder tables holds them as CSV and Parquet."
    ),
    "nothing": mark("Not in this report: the last section says what is missing."),
    "rows": mark("{count} rows"),
    "no_script": mark("Charts and maps need JavaScript; all numbers are in the tables."),
    "chart": mark("Chart: {title}"),
    "map": mark("Map: {title}"),
}
"""Texts by name; the templates use no others."""
