"""Services: quality by hour, hospitals, times to hospital, and what may follow."""

from collections.abc import Iterator
from math import floor, isfinite

import numpy as np
import polars as pl

from anlan.city.tables.networks import NETWORK_KINDS
from anlan.language import Message, mark
from anlan.report.book import Chapter, Chart
from anlan.report.chapters.run_charts import BAND_KEY, band_chart, lines_chart, travel_chart
from anlan.report.chapters.run_parts import RunNames, RunStory, quality_name, span
from anlan.report.chapters.run_who import LINES
from anlan.report.colours import INK
from anlan.report.document import Column, Grid, Row
from anlan.report.quantity import Quantity, Said
from anlan.scenarios.run import PARTS, SECONDARY_KINDS, WHOLE, CityQuality
from anlan.scenarios.run.result import Spread

WHOLE_CITY = "city"

UNTOUCHED = 0.9995
"""Quality from which a service counts as whole, 1."""

HALF = 0.5
"""Quality below which axes show everything from 0."""


def services_chapter(story: RunStory) -> Chapter:
    """Show how well the city works by the hour.

    Parameters
    ----------
    story
        The run.
    """
    grids: dict[str, Grid] = {}
    if story.run.quality is not None:
        grids["quality"] = _quality(story)
    if story.run.travel is not None:
        grids["travel"] = _travel_grid(story)
    if story.run.secondary:
        grids["secondary"] = _secondary(story)
    return Chapter(
        key="services",
        title=Message(mark("Services")),
        sentences=tuple(_sentences(story)),
        chart_note=None if story.run.quality is None else _chart_note(story.run.quality),
        charts=tuple(_charts(story)),
        grids=grids,
        tables=_tables(story),
    )


def axis_bottom(quality: CityQuality) -> float:
    """Return where the axes of quality begin: at 0, or nearer to what happens where little is lost.

    Parameters
    ----------
    quality
        Quality of the city.
    """
    bands = (quality.whole, *quality.parts.values(), *quality.services.values())
    lowest = min(float(np.min(band[1])) for band in bands)
    return 0.0 if lowest < HALF else round(floor(lowest * 10.0) / 10.0 - 0.1, 1)


def whole_services(quality: CityQuality) -> tuple[str, ...]:
    """Return the networks whose service hardly anybody loses, so that there is nothing to draw.

    Parameters
    ----------
    quality
        Quality of the city.
    """
    return tuple(service for service, band in quality.services.items() if float(np.min(band[:2])) >= UNTOUCHED)


def _chart_note(quality: CityQuality) -> Message:
    return Message(
        mark(
            "A service level of 100 % is that of the day before. The line is the mean of the samples, the band holds "
            "nine of ten of them. The area above the line is the loss of resilience. All these axes begin at {bottom}."
        ),
        bottom=Quantity(axis_bottom(quality), "%"),
    )


def _sentences(story: RunStory) -> Iterator[Message]:
    run = story.run
    if run.cascade is None:
        yield Message(
            mark("No failures of networks are followed: the city has no networks, or no hazard here breaks them.")
        )
    elif run.quality is not None:
        yield Message(
            mark("The whole is the weighted mean of its parts: {parts}."),
            parts=tuple(
                Message("{part} {weight}", part=quality_name(part), weight=Quantity(weight, "%"))
                for part, weight in run.quality.weights.items()
            ),
        )
    if run.quality is not None and whole_services(run.quality):
        names = tuple(Message(NETWORK_KINDS[service]) for service in whole_services(run.quality))
        yield Message(mark("Hardly anybody loses, in 19 of 20 samples: {networks}."), networks=names)
    care = run.care
    short = np.flatnonzero(care.waiting >= 0.5)
    if short.size:
        yield Message(
            mark("Hospitals lack staffed beds in {hours} of {all} hours, at most {people} in hour {hour}."),
            hours=int(short.size),
            all=run.hours,
            people=Quantity(float(care.waiting.max()), "bed"),
            hour=int(care.waiting.argmax()),
        )
    elif care.beds.max(initial=0.0) > 0.0:
        yield Message(mark("Staffed beds suffice in the mean of the samples in every hour."))


def _charts(story: RunStory) -> Iterator[Chart]:
    quality = story.run.quality
    if quality is not None:
        bottom = axis_bottom(quality)
        yield band_chart("quality-whole", Message(mark("The whole city")), quality.whole, bottom, "tall", BAND_KEY)
        for part in PARTS:
            if part in quality.parts:
                yield band_chart(f"quality-{part}", Message(PARTS[part]), quality.parts[part], bottom)
        for service, band in quality.services.items():
            if service in whole_services(quality):
                continue
            title = Message(mark("People served: {network}"), network=Message(NETWORK_KINDS[service]))
            yield band_chart(f"service-{service}", title, band, bottom)
    care = story.run.care
    if max(care.beds.max(initial=0.0), care.arriving.max(initial=0.0)) > 0.0:
        yield _care(story)
    if story.run.travel is not None:
        yield from _travel(story)


def _care(story: RunStory) -> Chart:
    care = story.run.care
    lines = {"in_care": care.in_care, "waiting": care.waiting, "arriving": care.arriving, "beds": care.beds,
             "beds_low": care.beds_low}  # fmt: skip
    looks = {
        "in_care": ("#0072b2", "1 0", Message(mark("Patients in care"))),
        "waiting": ("#d55e00", "1 0", Message(mark("Patients waiting"))),
        "arriving": ("#009e73", "1 0", Message(mark("Patients arriving in the hour"))),
        "beds": (INK, "7 3", Message(mark("Beds in working hospitals"))),
        "beds_low": ("#999999", "2 3", Message(mark("The same, in the worst of 20 samples"))),
    }
    if care.staffed is not None:
        lines["staffed"] = care.staffed
        looks["staffed"] = ("#cc79a7", "7 3", Message(mark("Beds with staff at work")))
    values = {name: row.tolist() for name, row in lines.items()}
    return lines_chart("care", Message(mark("Patients against beds and staff")), values, looks, "persons")


def _travel(story: RunStory) -> Iterator[Chart]:
    travel, names = story.run.travel, RunNames.of(story.city)
    if travel is None:
        return
    looks = {WHOLE_CITY: (INK, Message(mark("The whole city")))}
    for place, code in enumerate(travel.districts):
        looks[code] = (LINES[place % len(LINES)], Message("{name}", name=names.say(code)))
    minutes = {WHOLE_CITY: travel.city_minutes, **dict(zip(travel.districts, travel.minutes, strict=True))}
    cut_off = {WHOLE_CITY: travel.city_cut_off, **dict(zip(travel.districts, travel.cut_off, strict=True))}
    last = story.run.hours
    yield travel_chart("travel-minutes", Message(mark("Time from home to the nearest working hospital")),
                       travel.hours, minutes, looks, last, mark("minutes"), share=False)  # fmt: skip
    yield travel_chart("travel-cut-off", Message(mark("Residents without a way to a hospital")),
                       travel.hours, cut_off, looks, last, mark("share of the residents"), share=True)  # fmt: skip


def _quality(story: RunStory) -> Grid:
    quality = story.run.quality
    if quality is None:
        raise ValueError("the run knows no quality")
    columns = (
        Column("part", Message(mark("Part of the city"))),
        Column("loss", Message(mark("Loss of resilience")), "h", bare=True),
        Column("robustness", Message(mark("Lowest service level"))),
        Column("rapidity", Message(mark("Back at 95 % after")), "h", bare=True),
    )
    rows = []
    for part in dict.fromkeys([WHOLE, *PARTS, *quality.loss]):
        if part not in quality.loss:
            continue
        group = mark("Parts") if part in (WHOLE, *PARTS) else mark("Networks")
        cells: tuple[Said, ...] = (
            quality_name(part),
            span(quality.loss[part], ""),
            span(quality.robustness[part], "%"),
            _rapidity(quality.rapidity[part], story.run.hours),
        )
        rows.append(Row(part, cells, Message(group)))
    note = mark("Mean of the samples, in brackets 5 and 95 % of them. Loss of resilience is the area above the curve.")
    return Grid(Message(mark("Resilience")), columns, tuple(rows), Message(note))


def _rapidity(values: Spread, hours: int) -> Said:
    if isfinite(values[0]):
        return span(values, "")
    _, low, middle, _ = values
    if not isfinite(low):
        return Message(mark("not within {hours} hours"), hours=hours)
    said = Quantity(middle, "h") if isfinite(middle) else Message(mark("more than {hours} hours"), hours=hours)
    return Message(mark("from {low} to more than {hours} hours, median {middle}"), low=Quantity(low, ""), hours=hours,
                   middle=said)  # fmt: skip


def _travel_grid(story: RunStory) -> Grid:
    travel, names = story.run.travel, RunNames.of(story.city)
    if travel is None:
        raise ValueError("the run knows no times to hospital")
    columns = (
        Column("area", Message(mark("District"))),
        *(Column(f"h{hour}", Message(mark("Hour {hour}"), hour=hour)) for hour in travel.hours.tolist()),
    )
    lines = [(WHOLE_CITY, travel.city_minutes, travel.city_cut_off),
             *zip(travel.districts, travel.minutes, travel.cut_off, strict=True)]  # fmt: skip
    rows = tuple(
        Row(
            code,
            (
                Message(mark("The whole city")) if code == WHOLE_CITY else names.say(code),
                *(_way(one, share) for one, share in zip(minutes.tolist(), cut_off.tolist(), strict=True)),
            ),
        )
        for code, minutes, cut_off in lines
    )
    note = mark("Minutes of those who have a way; where some have none, their share after the semicolon.")
    return Grid(Message(mark("Minutes to the nearest working hospital")), columns, rows, Message(note))


def _way(minutes: float, share: float) -> Said:
    time: Said = Quantity(minutes, "", 2) if isfinite(minutes) else None
    if share < 0.0005:
        return time
    return Message(mark("{minutes}; {share} cut off"), minutes=time or "–", share=Quantity(share, "%"))


def _secondary(story: RunStory) -> Grid:
    names = RunNames.of(story.city)
    columns = (
        Column("kind", Message(mark("What may follow"))),
        Column("where", Message(mark("Where"))),
        Column("chance", Message(mark("Chance")), bar=True),
        Column("hour", Message(mark("From hour"))),
        Column("people", Message(mark("People within reach")), "persons"),
        Column("reason", Message(mark("Why"))),
        Column("source", Message(mark("Source"))),
    )
    rows = tuple(
        Row(
            f"{place}-{one.kind}",
            (
                Message(SECONDARY_KINDS[one.kind]),
                names.say(one.place or one.area) or Message(mark("The whole city")),
                Quantity(one.chance, "%"),
                None if one.hour is None else Quantity(round(one.hour), "", None),
                None if one.people is None else Quantity(one.people, "persons"),
                one.reason,
                one.source,
            ),
        )
        for place, one in enumerate(story.run.secondary[:20])
    )
    note = None
    if len(story.run.secondary) > len(rows):
        note = Message(mark("The {count} likeliest; the files have all."), count=len(rows))
    return Grid(Message(mark("What the scenario may set off")), columns, rows, note)


def _tables(story: RunStory) -> dict[str, pl.DataFrame]:
    run, found = story.run, {}
    if run.quality is not None:
        bands = {WHOLE: run.quality.whole, **run.quality.parts,
                 **{f"network_{name}": band for name, band in run.quality.services.items()}}  # fmt: skip
        found["quality_by_hour"] = pl.concat(
            pl.DataFrame({"part": [part] * run.hours, "hour": range(run.hours), "mean_1": band[0],
                          "quantile_05_1": band[1], "quantile_50_1": band[2], "quantile_95_1": band[3]})
            for part, band in bands.items()
        )  # fmt: skip
    care = run.care
    staffed = np.full(run.hours, np.nan) if care.staffed is None else care.staffed
    found["care_by_hour"] = pl.DataFrame(
        {"hour": range(run.hours), "arriving_persons": care.arriving, "in_care_persons": care.in_care,
         "waiting_persons": care.waiting, "beds": care.beds, "beds_low": care.beds_low, "staffed_beds": staffed}
    ).with_columns(pl.col("staffed_beds").fill_nan(None))  # fmt: skip
    found["people_in_need_by_hour"] = pl.DataFrame(
        {"hour": range(run.hours), **{f"{name}_persons": people for name, people in run.course.items()}}
    )
    if run.secondary:
        found["secondary_events"] = pl.DataFrame(
            [{"kind": one.kind, "place": one.place, "area": one.area, "chance_1": one.chance, "hour": one.hour,
              "people_persons": one.people, "reason": str(one.reason), "source": one.source} for one in run.secondary],
            infer_schema_length=None,
        )  # fmt: skip
    return found
