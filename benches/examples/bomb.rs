#![allow(warnings, clippy::all)]
use iamkit_prover::*;
use iamkit_policy::PolicyDocument;
fn main() {
    let mut args = std::env::args().skip(1);
    let (what, a, b, kind) = (args.next().unwrap(), args.next().unwrap(), args.next().unwrap(), args.next());
    let t = std::time::Instant::now();
    let read = |p: &str| -> Access {
        let d: PolicyDocument = std::fs::read_to_string(p).unwrap().parse().unwrap();
        match kind.as_deref() { Some("resource") => Access::policy(&d, PolicyKind::Resource).unwrap(), Some("session") => Access::policy(&d, PolicyKind::Session).unwrap(), _ => Access::identity(&d).unwrap() }
    };
    let (x, y) = (read(&a), read(&b));
    let compiled = t.elapsed();
    let t = std::time::Instant::now();
    let l = Limits::default();
    let text = match &*what {
        "compare" => { let c = compare(&x, &y, &Universe::real(), &l); format!("{} {:?}", c.relation, c.unknown.first().map(|u| u.to_string().chars().take(150).collect::<String>())) }
        "differences" => { let c = differences(&x, &y, &Universe::real(), &l); format!("{} {} {:?}", c.comparison.relation, c.list.len(), c.comparison.unknown.first().map(|u| u.to_string().chars().take(150).collect::<String>())) }
        "nonew" => { let c = check_no_new_access(&x, &y, &Universe::real(), &l); format!("{c:?}").chars().take(150).collect() }
        "lint" => { let c = idle_statements(&x, &Universe::real(), &l); format!("{} unknown {:?}", c.list.len(), c.unknown.first().map(|u| u.to_string().chars().take(150).collect::<String>())) }
        "summarize" => { let c = summarize(&x, &Universe::real(), &l); format!("{:?}", c).chars().take(150).collect() }
        _ => panic!(),
    };
    let rss = std::fs::read_to_string("/proc/self/status").unwrap().lines().find(|l| l.starts_with("VmHWM")).unwrap().to_string();
    println!("{what} {} compile {:?} took {:?} {rss} :: {text}", a.rsplit('/').next().unwrap(), compiled, t.elapsed());
}
