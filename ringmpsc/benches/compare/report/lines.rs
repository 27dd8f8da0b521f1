//! Plots of several lines, with their names beside them.

use plotters::coord::ranged1d::{AsRangedCoord, ValueFormatter};
use plotters::prelude::*;
use plotters::style::text_anchor::HPos;

use super::colours::{GRID, INK};
use super::svg::{Canvas, Drawn, plain, text};

/// One line.
pub(super) struct Line {
    pub(super) name: String,
    pub(super) colour: RGBColor,
    /// Thicker than the others.
    pub(super) is_ours: bool,
    pub(super) points: Vec<(f64, f64)>,
}

/// What the axes are.
pub(super) struct Axes<'a> {
    pub(super) x: &'a str,
    pub(super) y: &'a str,
    pub(super) width: f64,
    /// How many labels the first axis has, and what they are.
    pub(super) labels: usize,
    pub(super) label: &'a dyn Fn(&f64) -> String,
}

/// How large a plot of lines is.
pub(super) const SIZE: (u32, u32) = (960, 400);

/// Lines over a logarithmic axis; their names on the right, in the order of the lines.
pub(super) fn lines(canvas: &Canvas<'_>, axes: &Axes<'_>, lines: &[Line]) -> Drawn {
    let values = || lines.iter().flat_map(|line| &line.points).map(|(_, y)| *y);
    let (least, most) =
        (values().fold(f64::MAX, f64::min), values().fold(f64::MIN_POSITIVE, f64::max));
    let range = (least.max(1e-3) * 0.8..most * 1.25).log_scale();
    let (plot, legend) = canvas.split_horizontally(640);
    let mut chart = chart(&plot, axes, range)?;
    for line in lines {
        let style = line.colour.stroke_width(if line.is_ours { 4 } else { 2 });
        chart.draw_series(LineSeries::new(line.points.iter().copied(), style))?;
    }
    let entry = |(row, line): (i32, &Line)| -> Drawn {
        let y = 24 + 22 * row;
        let width = if line.is_ours { 4 } else { 2 };
        legend.draw(&PathElement::new([(4, y), (30, y)], line.colour.stroke_width(width)))?;
        Ok(legend.draw(&Text::new(line.name.clone(), (38, y), text(13, INK, HPos::Left)))?)
    };
    (0..).zip(lines).try_for_each(entry)
}

/// The plot's frame.
fn chart<'a, 'b, Y>(
    plot: &'a Canvas<'b>,
    axes: &Axes<'_>,
    range: Y,
) -> Drawn<
    ChartContext<
        'a,
        SVGBackend<'b>,
        Cartesian2d<plotters::coord::types::RangedCoordf64, Y::CoordDescType>,
    >,
>
where
    Y: AsRangedCoord<Value = f64>,
    Y::CoordDescType: ValueFormatter<f64>,
{
    let mut chart = ChartBuilder::on(plot)
        .margin(10)
        .x_label_area_size(48)
        .y_label_area_size(80)
        .build_cartesian_2d(0.0..axes.width, range)?;
    chart
        .configure_mesh()
        .x_desc(axes.x)
        .y_desc(axes.y)
        .x_labels(axes.labels)
        .x_label_formatter(axes.label)
        .y_label_formatter(&|y| number(*y))
        .light_line_style(TRANSPARENT)
        .bold_line_style(GRID)
        .axis_style(INK)
        .label_style(plain(13))
        .axis_desc_style(plain(13))
        .draw()?;
    Ok(chart)
}

/// Without digits that say nothing.
fn number(value: f64) -> String {
    if value < 10.0 { format!("{value}") } else { format!("{value:.0}") }
}
