#!/usr/bin/env python3
"""plot_share.py SHARE.json [PLOT.svg]: what one context costs against what it
reads, drawn from share_benchmark's output, and the line through it:

  bazel run -c opt //benchmarks:share_benchmark -- --benchmark_out=/tmp/share.json
  benchmarks/plot_share.py /tmp/share.json docs/performance_share.svg
"""
import html
import json
import sys

WIDTH, HEIGHT, LEFT, BOTTOM, TOP, RIGHT = 720, 420, 60, 50, 20, 20
SERIES = {"1": ("cold caches", "#b03a2e"), "0": ("warm caches", "#1f618d")}


def points(rows, cold):
    """(MB read, ms, percent open, GB/s of the memory) of one context."""
    found = []
    for row in rows:
        name = dict(part.split(":") for part in row["name"].split("/") if ":" in part)
        if name.get("contexts") == "1" and name.get("cold") == cold:
            found.append(
                (row["MB_read"], row["median_ms"], int(name["open"]), row["limit_GB/s"])
            )
    return sorted(found)


def line_through(found):
    """Least squares: ms with nothing read, ms per MB, R2."""
    n = len(found)
    mean_x = sum(p[0] for p in found) / n
    mean_y = sum(p[1] for p in found) / n
    slope = sum((p[0] - mean_x) * (p[1] - mean_y) for p in found)
    slope /= sum((p[0] - mean_x) ** 2 for p in found)
    start = mean_y - slope * mean_x
    wrong = sum((p[1] - start - slope * p[0]) ** 2 for p in found)
    return start, slope, 1 - wrong / sum((p[1] - mean_y) ** 2 for p in found)


def step_of(most):
    """Between labels of an axis to `most`: some five."""
    return next(
        factor * 10**power
        for power in range(-3, 6)
        for factor in (1, 2, 5)
        if most / (factor * 10**power) <= 6
    )


def text(x, y, words, anchor="middle", colour="#222", turned=False):
    turn = f' transform="rotate(-90 {x} {y})"' if turned else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}"'
        f"{turn}>{html.escape(words)}</text>"
    )


def segment(x1, y1, x2, y2, colour, dashes=""):
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
        f' stroke="{colour}" stroke-dasharray="{dashes}"/>'
    )


def draw(series):
    everything = [p for found in series.values() for p in found]
    most_x = max(p[0] for p in everything) * 1.08
    most_y = max(p[1] for p in everything) * 1.12

    def at(x, y):
        return (
            LEFT + x / most_x * (WIDTH - LEFT - RIGHT),
            HEIGHT - BOTTOM - y / most_y * (HEIGHT - BOTTOM - TOP),
        )

    shapes = []
    for most, along in ((most_x, True), (most_y, False)):
        step = step_of(most)
        for i in range(int(most / step) + 1):
            value = i * step
            x, y = at(value, 0) if along else at(0, value)
            end = at(value, most_y) if along else at(most_x, value)
            shapes.append(segment(x, y, *end, "#e5e5e5"))
            if along:
                shapes.append(text(x, y + 18, f"{value:g}"))
            else:
                shapes.append(text(x - 8, y + 4, f"{value:g}", "end"))
    shapes.append(text(WIDTH / 2, HEIGHT - 10, "MB read by one context"))
    shapes.append(text(16, HEIGHT / 2, "ms, median", turned=True))
    for i, (cold, found) in enumerate(series.items()):
        name, colour = SERIES[cold]
        start, slope, fit = line_through(found)
        last = found[-1][0]
        shapes.append(segment(*at(0, start), *at(last, start + slope * last), colour, "5 4"))
        for x, y, percent, _ in found:
            px, py = at(x, y)
            shapes.append(f'<circle cx="{px:.1f}" cy="{py:.1f}" r="4" fill="{colour}"/>')
            if cold == "1" and percent >= 5:
                shapes.append(text(px, py - 10, f"{percent} %", colour=colour))
        words = f"{name}: {start:.2f} ms + {slope * 1000:.1f} µs per MB, R² {fit:.3f}"
        shapes.append(text(LEFT + 12, TOP + 18 + 18 * i, words, "start", colour))
    speeds = sorted(p[3] for p in everything)
    speed = speeds[len(speeds) // 2]
    x = min(most_x, most_y * speed)
    shapes.append(segment(*at(0, 0), *at(x, x / speed), "#888", "2 3"))
    words = f"the memory's own: {speed:.0f} GB/s"
    shapes.append(text(LEFT + 12, TOP + 18 + 18 * len(series), words, "start", "#777"))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"'
        ' font-family="sans-serif" font-size="13">\n'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>\n'
        + "\n".join(shapes)
        + "\n</svg>\n"
    )


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    with open(sys.argv[1], encoding="utf-8") as file:
        rows = json.load(file)["benchmarks"]
    series = {cold: points(rows, cold) for cold in SERIES}
    print("| domains open | MB read | ms, cold caches | ms, warm caches |")
    print("|---|---|---|---|")
    for cold, warm in zip(series["1"], series["0"]):
        print(f"| {cold[2]} % | {cold[0]:.1f} | {cold[1]:.2f} | {warm[1]:.2f} |")
    for cold, found in series.items():
        start, slope, fit = line_through(found)
        print(f"{SERIES[cold][0]}: {start:.3f} ms + {slope:.4f} ms/MB, R2 {fit:.4f}")
    if len(sys.argv) == 3:
        with open(sys.argv[2], "w", encoding="utf-8") as file:
            file.write(draw(series))


main()
