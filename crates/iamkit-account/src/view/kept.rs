//! What questions work out of a view once and keep beside it, each by its type.

use std::any::Any;
use std::fmt;
use std::sync::OnceLock;

/// A list of values of different types, which only grows: what is there is lent for as long as the list lives.
#[derive(Default)]
pub(crate) struct Kept(OnceLock<Box<Link>>);

struct Link {
    value: Box<dyn Any + Send + Sync>,
    rest: Kept,
}

impl Kept {
    /// The value of a type, worked out unless it is there.
    ///
    /// # Errors
    /// As `work_out`; nothing is kept then.
    pub(crate) fn get_or_try<T: Any + Send + Sync, E>(
        &self,
        work_out: impl Fn() -> Result<T, E>,
    ) -> Result<&T, E> {
        loop {
            if let Some(value) = self.get() {
                return Ok(value);
            }
            self.put(Box::new(Link { value: Box::new(work_out()?), rest: Self::default() }));
        }
    }

    fn get<T: Any>(&self) -> Option<&T> {
        let link = self.0.get()?;
        link.value.downcast_ref().or_else(|| link.rest.get())
    }

    /// Puts a value at the end. Where two threads work out the same, the first counts.
    fn put(&self, link: Box<Link>) {
        if let Err(link) = self.0.set(link)
            && let Some(taken) = self.0.get()
        {
            taken.rest.put(link);
        }
    }
}

impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Kept").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_type_is_worked_out_once() {
        let kept = Kept::default();
        assert_eq!(kept.get_or_try(|| Err::<u32, _>("no")), Err("no"));
        assert_eq!(kept.get_or_try(|| Ok::<_, &str>(1_u32)), Ok(&1));
        assert_eq!(kept.get_or_try(|| Ok::<_, &str>("text")), Ok(&"text"));
        assert_eq!(kept.get_or_try(|| Ok::<_, &str>(2_u32)), Ok(&1));
    }
}
