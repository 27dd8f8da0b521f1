//! A drawing as text for the page.

use std::error::Error;

use plotters::backend::SVGBackend;
use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, IntoDrawingArea};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{IntoTextStyle, RGBColor, TextStyle};

use super::colours::{INK, STAND_INS};

/// What plots are drawn on.
pub(super) type Canvas<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// Whatever goes wrong while drawing.
pub(super) type Drawn<T = ()> = Result<T, Box<dyn Error>>;

/// Draws, and returns an `svg` element. `label` is what is read aloud instead.
pub(super) fn draw(
    size: (u32, u32),
    label: &str,
    plot: impl FnOnce(&Canvas<'_>) -> Drawn,
) -> Drawn<String> {
    let mut text = String::new();
    {
        let canvas = SVGBackend::with_string(&mut text, size).into_drawing_area();
        plot(&canvas)?;
        canvas.present()?;
    }
    for (stand_in, variable) in STAND_INS {
        text = text.replace(stand_in, variable);
    }
    let label = super::page::escape(label);
    Ok(text.replacen("<svg ", &format!("<svg role=\"img\" aria-label=\"{label}\" "), 1))
}

/// Text of this size in this colour, placed at its side or its middle.
pub(super) fn text(size: u32, colour: RGBColor, horizontal: HPos) -> TextStyle<'static> {
    let style = ("sans-serif", size).with_color(colour).into_text_style(&(0, 0));
    style.pos(Pos::new(horizontal, VPos::Center))
}

/// Plain text.
pub(super) fn plain(size: u32) -> TextStyle<'static> {
    ("sans-serif", size).with_color(INK).into_text_style(&(0, 0))
}
