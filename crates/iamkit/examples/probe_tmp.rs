use iamkit::*;
use std::hint::black_box;
fn best(name: &str, mut f: impl FnMut()) {
    let mut best = f64::MAX;
    let mut clock = f64::MAX;
    for _ in 0..200 {
        let t = std::time::Instant::now();
        for _ in 0..20_000 { f(); }
        best = best.min(t.elapsed().as_nanos() as f64 / 20_000.0);
        let t = std::time::Instant::now();
        let mut x = black_box(3u64);
        for _ in 0..20_000 { x = x.wrapping_mul(0x9e37_79b9_7f4a_7c15); x ^= x >> 1; }
        black_box(x);
        clock = clock.min(t.elapsed().as_nanos() as f64 / 20_000.0 / 5.0);
    }
    println!("{name:30} {best:6.1} ns = {:5.0} cycles of {clock:.3} ns", best / clock);
}
fn main() {
    let which = std::env::args().nth(1).unwrap_or_default();
    let all = managed::ManagedPolicies::embedded();
    let doc = |n: &str| all.policy(n).unwrap().current().document().unwrap();
    let alice: Principal = "arn:aws:iam::111122223333:user/alice".parse().unwrap();
    for (n, action) in [("AmazonWorkMailFullAccess", "workmail:ListUsers"), ("AmazonWorkMailFullAccess", "ds:AuthorizeApplication"), ("AmazonWorkMailFullAccess", "ec2:RunInstances"), ("ReadOnlyAccess", "ec2:DescribeInstances"), ("ReadOnlyAccess", "ec2:RunInstances"), ("SecurityAudit", "iam:GetUser")] {
        if !which.is_empty() && which != action { continue }
        let d = doc(n);
        let p = CompiledPolicies::compile(PolicyKind::Identity, [("x", &d)]).unwrap();
        let (action, res) = (action.to_owned(), "*".to_owned());
        let r = Request::new(black_box(&alice), &action, &res).unwrap();
        println!("{n} {action} {}", p.is_allowed(&r));
        best("request", || { black_box(Request::new(black_box(&alice), black_box(&action), black_box(&res)).is_ok()); });
        best("decide", || { black_box(p.is_allowed(black_box(&r))); });
        best("both", || { let r = Request::new(black_box(&alice), black_box(&action), black_box(&res)); if let Ok(r) = r { black_box(p.is_allowed(&r)); } });
    }
}
