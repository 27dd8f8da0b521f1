//! Colours. Plots are drawn with stand-ins, which the page's style sheet gives a value for light
//! and for dark.

use plotters::style::RGBColor;

/// Text, axes and whiskers.
pub(super) const INK: RGBColor = RGBColor(1, 0, 1);
/// Lines of the grid.
pub(super) const GRID: RGBColor = RGBColor(1, 0, 2);
/// This library.
pub(super) const OURS: RGBColor = RGBColor(1, 0, 3);
/// This library, in lines: a case may have several of it.
pub(super) const OURS_LINES: [RGBColor; 7] = [
    OURS,
    RGBColor(1, 0, 6),
    RGBColor(1, 0, 7),
    RGBColor(1, 0, 8),
    RGBColor(1, 0, 9),
    RGBColor(1, 0, 10),
    RGBColor(1, 0, 11),
];
/// The others, in bars.
pub(super) const PEER: RGBColor = RGBColor(1, 0, 4);
/// The limit.
pub(super) const LIMIT: RGBColor = RGBColor(1, 0, 5);

/// The stand-ins, as they are written in the SVG, and the variables of the style sheet.
pub(super) const STAND_INS: [(&str, &str); 11] = [
    ("#010001", "var(--ink)"),
    ("#010002", "var(--grid)"),
    ("#010003", "var(--ours)"),
    ("#010004", "var(--peer)"),
    ("#010005", "var(--limit)"),
    ("#010006", "var(--ours-second)"),
    ("#010007", "var(--ours-third)"),
    ("#010008", "var(--ours-fourth)"),
    ("#010009", "var(--ours-fifth)"),
    ("#01000A", "var(--ours-sixth)"),
    ("#01000B", "var(--ours-seventh)"),
];

/// The others, in lines: legible on light and on dark, and none like ours or the limit.
pub(super) const LINES: [RGBColor; 11] = [
    RGBColor(31, 119, 180),
    RGBColor(90, 90, 200),
    RGBColor(148, 103, 189),
    RGBColor(160, 105, 75),
    RGBColor(227, 119, 194),
    RGBColor(127, 127, 127),
    RGBColor(165, 165, 30),
    RGBColor(23, 170, 190),
    RGBColor(120, 160, 220),
    RGBColor(205, 92, 120),
    RGBColor(190, 150, 220),
];
