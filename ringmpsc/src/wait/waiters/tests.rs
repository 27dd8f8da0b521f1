//! Which listeners are notified of what, on one thread.

use std::sync::Arc;

use crate::wait::listeners::Way;
use crate::wait::notifier::EventNotifier;
use crate::wait::waiters::*;

#[cfg(feature = "futures")]
mod stopped;

/// Some ends that listen to one side, each with a notifier in place of a waker.
struct Ends {
    waiters: Waiters,
    ends: Vec<(ListenerId, Arc<EventNotifier>)>,
}

impl Ends {
    fn new(n: usize) -> Self {
        let waiters = Waiters::default();
        let end = |_| (waiters.register(), Arc::new(EventNotifier::new().unwrap()));
        let ends = (0..n).map(end).collect();
        Self { waiters, ends }
    }

    fn listen(&self, end: usize, way: Way) {
        let (listener, notifier) = &self.ends[end];
        self.waiters.listen(listener, way, Listener::Notifier(Arc::clone(notifier)));
    }

    /// Which ends have been notified since the last call.
    fn notified(&self) -> Vec<usize> {
        let is_notified = |end: &usize| self.ends[*end].1.clear();
        (0..self.ends.len()).filter(is_notified).collect()
    }
}

#[test]
fn as_many_futures_are_called_as_there_are_messages() {
    let ends = Ends::new(20);
    (0..20).for_each(|end| ends.listen(end, Way::Future));
    assert_eq!(ends.waiters.waiting(), 20);
    ends.waiters.notify(0);
    assert!(ends.notified().is_empty());
    ends.waiters.notify(2);
    assert_eq!((ends.notified(), ends.waiters.waiting()), (vec![0, 1], 18));
    // More listeners than a notifying thread takes out at a time.
    ends.waiters.notify(10);
    assert!(ends.notified().into_iter().eq(2..12));
    ends.listen(0, Way::Future);
    ends.waiters.notify(8);
    assert!(ends.notified().into_iter().eq(12..20), "the first listener is notified first");
    ends.waiters.notify(usize::MAX);
    assert_eq!((ends.notified(), ends.waiters.waiting()), (vec![0], 0));
}

#[test]
fn streams_and_notifiers_are_notified_each_time_and_take_none_away() {
    let ends = Ends::new(4);
    for call in [0, 1, usize::MAX] {
        ends.listen(0, Way::Stream);
        ends.waiters.arm(&ends.ends[1].0, &ends.ends[1].1);
        ends.listen(2, Way::Future);
        assert_eq!(ends.waiters.waiting(), 1);
        ends.waiters.notify(call);
        let expected: &[_] = if call == 0 { &[0, 1] } else { &[0, 1, 2] };
        assert_eq!(ends.notified(), expected, "{call}");
        ends.waiters.notify(1);
        assert_eq!(
            ends.notified(),
            if call == 0 { vec![2] } else { vec![] },
            "each is notified once"
        );
    }
}

#[test]
fn a_signal_tells_all_that_listen() {
    let ends = Ends::new(30);
    for end in 0..30 {
        ends.listen(end, WAYS[end % 3]);
    }
    ends.waiters.notify_all();
    assert!(ends.notified().into_iter().eq(0..30));
    ends.waiters.notify_all();
    assert!(ends.notified().is_empty());
    assert_eq!(ends.waiters.listener_count.load(Ordering::Relaxed), 0);
}

const WAYS: [Way; 3] = [Way::Notifier, Way::Stream, Way::Future];

#[test]
fn the_end_notifies_attached_notifiers_too() {
    let ends = Ends::new(12);
    for (listener, notifier) in &ends.ends[..10] {
        ends.waiters.attach(listener, Some(Arc::clone(notifier)));
    }
    ends.listen(10, Way::Future);
    ends.waiters.notify_all();
    assert_eq!(ends.notified(), [10], "no other is armed");
    ends.waiters.end();
    assert!(ends.notified().into_iter().eq(0..10));
    ends.waiters.attach(&ends.ends[3].0, None);
    ends.waiters.end();
    assert!(ends.notified().into_iter().eq([0, 1, 2, 4, 5, 6, 7, 8, 9]));
}

#[test]
fn an_end_listens_until_it_is_notified_or_leaves() {
    let ends = Ends::new(1);
    let (_, notifier) = &ends.ends[0];
    let waiters = &ends.waiters;
    let listener = &mut waiters.register();
    let listen = |listener: &ListenerId, way| {
        waiters.listen(listener, way, Listener::Notifier(Arc::clone(notifier)));
    };
    notifier.notify();
    waiters.arm(listener, notifier);
    assert!(waiters.is_armed(listener) && !notifier.is_signalled(), "arming clears it");
    waiters.notify(1);
    assert!(!waiters.is_armed(listener) && notifier.clear());
    waiters.arm(listener, notifier);
    waiters.attach(listener, Some(Arc::clone(notifier)));
    assert!(!waiters.is_armed(listener), "what is attached is not armed");

    for way in WAYS {
        assert!(
            !waiters.cancel(listener, way) && !waiters.cancel_and_notify(listener, way),
            "it does not listen"
        );
        listen(listener, way);
        assert!(waiters.cancel(listener, way));
        assert!(ends.notified().is_empty());
        listen(listener, way);
        assert!(waiters.cancel_and_notify(listener, way), "it listened");
        assert_eq!(ends.notified(), [0], "and is notified");
        assert_eq!(waiters.waiting(), 0);
    }
}

#[test]
fn what_an_end_has_left_is_let_go_of() {
    let ends = Ends::new(1);
    let (_, notifier) = &ends.ends[0];
    let mut listener = ends.waiters.register();
    ends.waiters.attach(&listener, Some(Arc::clone(notifier)));
    for way in WAYS {
        ends.waiters.listen(&listener, way, Listener::Notifier(Arc::clone(notifier)));
        ends.waiters.listen(&listener, way, Listener::Notifier(Arc::clone(notifier)));
    }
    assert_eq!(Arc::strong_count(notifier), 5, "a way has one listener");
    ends.waiters.deregister(&mut listener);
    assert_eq!(Arc::strong_count(notifier), 1);
    assert_eq!(ends.waiters.listener_count.load(Ordering::Relaxed), 0);
    ends.waiters.end();
    assert!(ends.notified().is_empty(), "it has gone");

    // An end without a place hears nothing, and keeps nothing.
    ends.waiters.listen(&listener, Way::Stream, Listener::Notifier(Arc::clone(notifier)));
    assert!(!ends.waiters.is_armed(&listener) && !ends.waiters.cancel(&mut listener, Way::Stream));
    assert_eq!(Arc::strong_count(notifier), 1);
}

/// An end without competitors, and its tasks.
#[cfg(feature = "futures")]
mod owner {
    use super::*;
    use std::sync::atomic::AtomicUsize;
    use std::task::{Context, Wake, Waker};

    /// Counts how often it was woken.
    #[derive(Default)]
    struct Count(AtomicUsize);

    impl Wake for Count {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Two tasks, one for the stream and one for the future.
    struct Owner {
        waiters: Waiters,
        id: ListenerId,
        tasks: [Arc<Count>; 2],
    }

    const TASKS: [Way; 2] = [Way::Stream, Way::Future];

    impl Owner {
        fn new() -> Self {
            let waiters = Waiters::default();
            let id = waiters.register_owner(false);
            Self { waiters, id, tasks: Default::default() }
        }

        fn listen(&mut self, task: usize) -> bool {
            let waker = Waker::from(Arc::clone(&self.tasks[task]));
            let context = &Context::from_waker(&waker);
            let recalled = self.waiters.recall(&mut self.id, TASKS[task]);
            self.waiters.listen_by_waker(&mut self.id, TASKS[task], recalled, context)
        }

        fn woken(&self) -> [usize; 2] {
            self.tasks.each_ref().map(|task| task.0.swap(0, Ordering::Relaxed))
        }

        /// How many wakers of each task the waiters have.
        fn held(&self) -> [usize; 2] {
            self.tasks.each_ref().map(|task| Arc::strong_count(task) - 1)
        }
    }

    #[test]
    fn each_task_is_woken_once_for_each_time_that_it_waits() {
        let mut owner = Owner::new();
        for wait in [&[0][..], &[1], &[0, 1], &[]] {
            assert!(wait.iter().all(|&task| owner.listen(task)));
            assert_eq!(owner.waiters.has_no_listener(), wait.is_empty());
            owner.waiters.notify_all();
            let expected = [0, 1].map(|task| usize::from(wait.contains(&task)));
            assert_eq!((owner.woken(), owner.held()), (expected, [0, 0]));
            owner.waiters.notify_all();
            assert_eq!(owner.woken(), [0, 0]);
        }
        assert!(owner.listen(0) && owner.listen(1));
        owner.waiters.end();
        assert_eq!((owner.woken(), owner.held()), ([1, 1], [0, 0]));
    }

    #[test]
    fn a_task_that_gives_up_is_not_woken() {
        let mut owner = Owner::new();
        for (task, way) in TASKS.into_iter().enumerate() {
            assert!(!owner.waiters.cancel(&mut owner.id, way));
            assert!(owner.listen(task) && owner.listen(task));
            assert_eq!(owner.held()[task], 1, "a way has one waker");
            assert!(owner.waiters.cancel(&mut owner.id, way));
            owner.waiters.notify_all();
            assert_eq!((owner.woken(), owner.held()), ([0, 0], [0, 0]));

            assert!(owner.listen(task) && owner.waiters.cancel_and_notify(&mut owner.id, way));
            assert_eq!((owner.woken()[task], owner.held()), (1, [0, 0]));
        }
    }

    #[test]
    fn a_waker_of_the_same_task_is_kept() {
        let mut owner = Owner::new();
        assert!(owner.listen(0));
        let waker = Waker::from(Arc::clone(&owner.tasks[0]));
        let recalled = owner.waiters.recall(&mut owner.id, Way::Stream);
        let same = recalled.renewed(&waker);
        assert_eq!(owner.held()[0], 2, "no clone");
        drop((same, waker));
        assert_eq!(owner.held()[0], 0);
    }

    #[test]
    fn an_owner_that_has_gone_leaves_nothing_behind_and_another_may_come() {
        let mut owner = Owner::new();
        for _ in 0..3 {
            assert!(owner.listen(0) && owner.listen(1));
            owner.waiters.deregister(&mut owner.id);
            assert_eq!(owner.held(), [0, 0]);
            owner.waiters.notify_all();
            assert_eq!(owner.woken(), [0, 0]);
            owner.id = owner.waiters.register_owner(false);
        }
    }

    #[test]
    #[should_panic(expected = "these waiters have an owner")]
    fn there_is_one_owner() {
        let owner = Owner::new();
        let _other = owner.waiters.register_owner(true);
    }
}

/// Notifying threads that find the lock taken leave their notifications to its holder.
#[test]
fn what_is_owed_while_the_lock_is_held_adds_up() {
    let ends = Ends::new(6);
    let listen = || {
        (0..4).for_each(|end| ends.listen(end, Way::Future));
        ends.listen(4, Way::Stream);
    };
    let while_locked = |notify: &dyn Fn()| {
        listen();
        ends.waiters.change(|_| {
            notify();
            assert!(ends.notified().is_empty(), "another thread has the lock");
        });
        ends.notified()
    };
    let twice = |notify: &dyn Fn()| {
        notify();
        notify();
    };
    assert_eq!(while_locked(&|| twice(&|| ends.waiters.notify(1))), [0, 1, 4]);
    assert_eq!(while_locked(&|| twice(&|| ends.waiters.notify(0))), [4]);
    assert_eq!(while_locked(&|| twice(&|| ends.waiters.notify_all())), [0, 1, 2, 3, 4]);
    ends.waiters.attach(&ends.ends[5].0, Some(Arc::clone(&ends.ends[5].1)));
    assert_eq!(while_locked(&|| twice(&|| ends.waiters.end())), [0, 1, 2, 3, 4, 5]);
    let all = || {
        ends.waiters.notify(2);
        ends.waiters.end();
        ends.waiters.notify_all();
        ends.waiters.notify(1);
    };
    assert_eq!(while_locked(&all), [0, 1, 2, 3, 4, 5]);
}
