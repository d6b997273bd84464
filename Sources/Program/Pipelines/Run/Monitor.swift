#if canImport(Glibc)
import Glibc
#endif

/// A value that threads change one at a time, and upon whose changes they wait.
///
/// A mutex of the standard library has no way to wait for a change.
@safe final class Monitor<Value: Sendable>: @unchecked Sendable {
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let condition: UnsafeMutablePointer<pthread_cond_t>
  private var value: Value
  private var waiting = 0

  init(_ value: Value) {
    self.value = value
    unsafe mutex = .allocate(capacity: 1)
    unsafe condition = .allocate(capacity: 1)
    unsafe mutex.initialize(to: pthread_mutex_t())
    unsafe condition.initialize(to: pthread_cond_t())
    let status = unsafe pthread_mutex_init(mutex, nil) | pthread_cond_init(condition, nil)
    precondition(status == 0, "the system has no lock left")
  }

  deinit {
    _ = unsafe pthread_cond_destroy(condition)
    _ = unsafe pthread_mutex_destroy(mutex)
    unsafe condition.deallocate()
    unsafe mutex.deallocate()
  }

  /// Changes the value and wakes whoever waits for that.
  ///
  /// - Parameter body: gets the value and how many threads wait; must not call back.
  /// - Returns: what the function answers.
  func change<Result: Sendable>(_ body: (inout Value, _ waiting: Int) -> Result) -> Result {
    unsafe pthread_mutex_lock(mutex)
    defer {
      if waiting > 0 { unsafe pthread_cond_broadcast(condition) }
      unsafe pthread_mutex_unlock(mutex)
    }
    return body(&value, waiting)
  }

  /// Waits until a function of the value has an answer.
  ///
  /// - Parameter body: may change the value when it answers, and must not when it does not.
  /// - Returns: its answer.
  func wait<Result: Sendable>(for body: (inout Value) -> Result?) -> Result {
    unsafe pthread_mutex_lock(mutex)
    defer { unsafe pthread_mutex_unlock(mutex) }
    while true {
      if let result = body(&value) { return result }
      waiting += 1
      unsafe pthread_cond_wait(condition, mutex)
      waiting -= 1
    }
  }
}
