//! Throughput: a bar for each contestant, with whiskers from the least to the largest, and the
//! limit as a line.

use plotters::prelude::*;
use plotters::style::text_anchor::HPos;

use super::colours::{GRID, INK, LIMIT, OURS, PEER};
use super::svg::{Drawn, draw, plain, text};
use crate::case::Role;
use crate::results::CaseResult;

/// Height of a bar with what is around it.
const ROW: u32 = 26;

pub(super) fn bars(case: &CaseResult) -> Drawn<String> {
    let entries: Vec<_> = case.entries.iter().filter(|it| it.role != Role::Floor).collect();
    let rows = u32::try_from(entries.len())?;
    let fastest = entries.iter().map(|entry| speed(entry.spread.min)).fold(0.0, f64::max);
    let label = format!("{}: million messages per second", case.name);
    draw((920, rows * ROW + 70), &label, |canvas| {
        let mut chart = ChartBuilder::on(canvas)
            .margin_right(80)
            .margin_top(8)
            .x_label_area_size(50)
            .set_label_area_size(LabelAreaPosition::Left, 270)
            .build_cartesian_2d(0.0..fastest * 1.02, 0.0..f64::from(rows))?;
        chart
            .configure_mesh()
            .disable_y_mesh()
            .disable_y_axis()
            .x_desc("million messages per second: longer is faster")
            .x_labels(8)
            .x_label_formatter(&|speed| format!("{speed:.0}"))
            .light_line_style(TRANSPARENT)
            .bold_line_style(GRID)
            .axis_style(INK)
            .label_style(plain(13))
            .axis_desc_style(plain(13))
            .draw()?;
        for (row, entry) in (0..rows).rev().zip(&entries) {
            let middle = f64::from(row) + 0.5;
            let [low, value, high] =
                [entry.spread.max, entry.spread.median, entry.spread.min].map(speed);
            let colour = match entry.role {
                Role::Ours => OURS,
                Role::Reference => LIMIT,
                Role::Peer | Role::Floor => PEER,
            };
            let bar = [(0.0, middle - 0.32), (value, middle + 0.32)];
            chart.plotting_area().draw(&Rectangle::new(bar, colour.filled()))?;
            let whisker = |points| PathElement::new(points, INK);
            let cap = |x| vec![(x, middle - 0.15), (x, middle + 0.15)];
            chart.draw_series([
                whisker(vec![(low, middle), (high, middle)]),
                whisker(cap(low)),
                whisker(cap(high)),
            ])?;
            let (x, y) = chart.backend_coord(&(0.0, middle));
            canvas.draw(&Text::new(entry.name.clone(), (x - 8, y), text(13, INK, HPos::Right)))?;
            // In a column of its own: beside a whisker it would be taken for the whisker's end.
            let (x, _) = chart.backend_coord(&(fastest * 1.02, middle));
            canvas.draw(&Text::new(shown(value), (x + 12, y), text(12, INK, HPos::Left)))?;
        }
        if let Some(limit) = case.best(Role::Reference) {
            let at = speed(limit.spread.median);
            let line = vec![(at, 0.0), (at, f64::from(rows))];
            chart.draw_series([PathElement::new(line, LIMIT.stroke_width(2))])?;
        }
        Ok(())
    })
}

/// Million messages per second.
pub(super) fn speed(nanos: f64) -> f64 {
    1000.0 / nanos
}

fn shown(speed: f64) -> String {
    if speed < 10.0 { format!("{speed:.2}") } else { format!("{speed:.0}") }
}
