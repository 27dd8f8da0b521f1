use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

use super::*;

#[test]
fn debts_add_up_and_never_become_fewer() {
    let notifications = Debts::notifications;
    assert_eq!(notifications(0), Debts::LOOSE);
    assert_eq!(notifications(3).and(notifications(4)), notifications(7));
    assert_eq!(Debts::NONE.and(notifications(4)), notifications(4));
    assert_eq!(notifications(3).and(Debts::LOOSE).futures(), 3);
    assert_eq!(notifications(3).and(Debts::ALL).futures(), usize::MAX);
    assert_eq!(Debts::END.and(Debts::LOOSE).futures(), usize::MAX);
    assert!(
        Debts::END.and(notifications(1)).has_end() && !Debts::ALL.and(notifications(1)).has_end()
    );

    let most = Debts::MOST as usize;
    assert_eq!(notifications(most).futures(), most);
    for many in [
        notifications(most + 1),
        notifications(usize::MAX),
        notifications(most).and(notifications(1)),
    ] {
        assert_eq!(many.futures(), usize::MAX, "too many to count: all");
        assert!(!many.has_end());
        assert_eq!(many.and(many).and(Debts::END).0 & !Debts::MASK, 0, "no bit of the lock");
    }
}

#[test]
fn a_free_lock_is_taken_with_all_debts() {
    let mutex = DebtMutex::new(0);
    let (mut guard, owed) = mutex.owe(Debts::notifications(1)).unwrap();
    assert_eq!(owed, Debts::notifications(1));
    guard.with(|value| *value += 1);
    assert!(mutex.owe(Debts::notifications(2)).is_none() && mutex.owe(Debts::LOOSE).is_none());
    assert!(mutex.take_over().is_none(), "it is locked");
    assert!(guard.unlock(), "there are debts");
    let (guard, owed) = mutex.owe(Debts::notifications(4)).unwrap();
    assert_eq!(owed.futures(), 6);
    assert!(!guard.unlock(), "they have been taken over");
    let (mut guard, owed) = mutex.take_over().unwrap();
    assert!(owed.is_none());
    assert_eq!(guard.with(|value| *value), 1);
}

#[test]
fn an_end_that_locks_finds_debts_when_it_unlocks() {
    let mutex = DebtMutex::new(());
    let guard = mutex.lock().unwrap();
    assert!(mutex.owe(Debts::END).is_none());
    assert!(guard.unlock());
    let guard = mutex.lock().unwrap();
    assert!(guard.unlock(), "another end may come before they are taken over");
    let (guard, owed) = mutex.take_over().unwrap();
    assert_eq!(owed, Debts::END);
    assert!(!guard.unlock());
}

#[test]
fn a_panic_unlocks_and_leaves_the_debts() {
    let mutex = DebtMutex::new(());
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        let mut guard = mutex.lock().unwrap();
        assert!(mutex.owe(Debts::ALL).is_none());
        guard.with(|()| panic!("under the lock"));
    }));
    assert!(panicked.is_err());
    assert_eq!(mutex.take_over().unwrap().1, Debts::ALL);
}

#[test]
fn a_thread_that_sleeps_for_the_lock_is_woken() {
    let mutex = DebtMutex::new(1);
    let guard = mutex.lock().unwrap();
    thread::scope(|scope| {
        let waiting = [(); 2].map(|()| {
            scope.spawn(|| mutex.lock().unwrap().with(|value| *value *= 2));
        });
        while mutex.word.load(Ordering::Relaxed) & WAITING == 0 {
            thread::yield_now();
        }
        // It changes the word, and wakes no thread.
        assert!(mutex.owe(Debts::LOOSE).is_none());
        assert!(guard.unlock());
        waiting
    });
    let (mut guard, owed) = mutex.take_over().unwrap();
    assert_eq!((guard.with(|value| *value), owed), (4, Debts::LOOSE));
}

#[test]
fn there_is_one_holder_and_no_debt_is_lost() {
    const ROUNDS: usize = 20_000;
    /// Locks, and returns how many debts the holder has delivered.
    type Counts = (usize, usize);
    fn serve<'a>(mutex: &'a DebtMutex<Counts>, mut taken: Option<(DebtGuard<'a, Counts>, Debts)>) {
        while let Some((mut guard, owed)) = taken {
            guard.with(|(_, notified)| *notified += owed.futures());
            taken = if guard.unlock() { mutex.take_over() } else { None };
        }
    }

    let mutex = DebtMutex::new((0, 0));
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                (0..ROUNDS).for_each(|_| serve(&mutex, mutex.owe(Debts::notifications(1))));
            });
            scope.spawn(|| {
                for _ in 0..ROUNDS {
                    let mut guard = mutex.lock().unwrap();
                    guard.with(|(locked, _)| *locked += 1);
                    if guard.unlock() {
                        serve(&mutex, mutex.take_over());
                    }
                }
            });
        }
    });
    let mut guard = mutex.lock().unwrap();
    assert_eq!(guard.with(|value| *value), (2 * ROUNDS, 2 * ROUNDS));
    assert!(!guard.unlock());
}
