//! The plot of decisions: a row for each question, a mark for each engine, time on a logarithmic scale.

use plotters::prelude::*;

use crate::readme::{ENGINES, duration, questions};
use crate::results::Results;
use crate::targets::in_words;
use iamkit_console::command::Failure;

const WIDTH: u32 = 1210;
const ROW: u32 = 26;
const MARGINS: u32 = 120;
/// In nanoseconds; far beyond every mark, so that the legend stands beside them.
const LONGEST: f64 = 4e9;
/// Marks are told apart in grey print by their order and in colour by hue; ours alone is large.
const COLOURS: [RGBColor; ENGINES.len()] = [
    RGBColor(0xd6, 0x27, 0x28),
    RGBColor(0xff, 0x9a, 0x9a),
    RGBColor(0xff, 0xc8, 0x87),
    RGBColor(0x33, 0x33, 0x33),
    RGBColor(0xb0, 0xa0, 0x60),
    RGBColor(0x8c, 0x56, 0x4b),
    RGBColor(0x1f, 0x77, 0xb4),
    RGBColor(0x2c, 0xa0, 0x2c),
    RGBColor(0x94, 0x67, 0xbd),
];

/// The plot as SVG text.
///
/// # Errors
/// When the plotting library fails, which it doesn't on text.
pub(crate) fn render(results: &Results) -> Result<String, Failure> {
    let mut svg = String::new();
    draw(results, &mut svg).map_err(|error| format!("cannot draw the plot: {error}"))?;
    Ok(svg)
}

fn draw(results: &Results, svg: &mut String) -> Result<(), Box<dyn std::error::Error>> {
    let questions = questions(results);
    let rows = u32::try_from(questions.len().max(1))?;
    let root = SVGBackend::with_string(svg, (WIDTH, rows * ROW + MARGINS)).into_drawing_area();
    root.fill(&WHITE)?;
    let mut chart = ChartBuilder::on(&root)
        .margin(12)
        .x_label_area_size(44)
        .y_label_area_size(300)
        .build_cartesian_2d((1f64..LONGEST).log_scale(), -0.5..f64::from(rows) - 0.5)?;
    // The first question stands at the top, so rows count downwards.
    let name = |place: &f64| label(&questions, f64::from(rows) - 1.0 - place);
    chart
        .configure_mesh()
        .x_desc("time for a decision (less is better)")
        .x_label_formatter(&|nanoseconds| duration(*nanoseconds))
        .y_labels(questions.len() * 2 + 1)
        .y_label_formatter(&name)
        .light_line_style(TRANSPARENT)
        .draw()?;
    for (engine, colour) in ENGINES.iter().zip(COLOURS).rev() {
        let marks = questions.iter().enumerate().filter_map(|(idx, question)| {
            let measured = results.measurement(&format!("{question}/{engine}"))?;
            let place = f64::from(rows) - 1.0 - f64::from(u32::try_from(idx).ok()?);
            Some(Circle::new((measured.time_ns(), place), size(engine), colour.filled()))
        });
        let series = marks.collect::<Vec<_>>();
        if series.is_empty() {
            continue;
        }
        chart
            .draw_series(series)?
            .label(*engine)
            .legend(move |(x, y)| Circle::new((x + 8, y), size(engine), colour.filled()));
    }
    chart.configure_series_labels().background_style(WHITE.mix(0.85)).border_style(BLACK.mix(0.3)).draw()?;
    root.present()?;
    drop(chart);
    drop(root);
    Ok(())
}

fn size(engine: &str) -> i32 {
    if engine == "iamkit" { 6 } else { 4 }
}

/// The question whose row is here; between rows there is none.
fn label(questions: &[&str], row: f64) -> String {
    let found = questions
        .iter()
        .enumerate()
        .find(|(idx, _)| u32::try_from(*idx).is_ok_and(|idx| (f64::from(idx) - row).abs() < 0.01));
    found.map_or_else(String::new, |(_, question)| in_words(question).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::readme::tests::sample;

    #[test]
    fn every_question_and_every_measured_engine_is_in_the_plot() {
        let svg = render(&sample()).expect("can be drawn");
        assert!(svg.starts_with("<svg ") && svg.trim_end().ends_with("</svg>"), "{svg}");
        for text in [
            "WorkMail policy, its first action",
            "conditions, allowed",
            "iamkit",
            "hand index",
            "Cedar",
            "1 µs",
        ] {
            assert!(svg.contains(&format!("\n{text}\n")), "{text}");
        }
        assert!(!svg.contains("RegexSet"), "an engine without measurements is left out");
        let marks = svg.matches("<circle ").count();
        assert_eq!(marks, 4 + 3, "four measurements and three engines in the legend");
    }

    #[test]
    fn nothing_measured_is_an_empty_plot() {
        let mut results = sample();
        results.measurements.clear();
        assert!(render(&results).expect("can be drawn").starts_with("<svg "));
    }
}
