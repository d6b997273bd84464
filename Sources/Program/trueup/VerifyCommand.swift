import Diagnostics
import Pipelines
import Reconciliation

/// `trueup verify`: whether a run is whole, and what became of an earlier one's plan.
struct VerifyCommand {
  let shell: Shell
  let arguments: ParsedArguments

  func status() throws(Failure) -> Int32 {
    guard arguments.operands.count == 1 else {
      return shell.misuse(
        UsageFault("verify takes one run directory", help: "trueup help verify"))
    }
    let run = try FinishedRun(path: arguments.operands[0])
    var earlier: FinishedRun?
    if let path = arguments["against"] { earlier = try FinishedRun(path: path) }
    let verification = RunVerification(run, against: earlier)
    let writer = VerificationWriter()
    if arguments["format"] == "json" {
      try shell.say(writer.json(verification))
    } else {
      try shell.say(folded: writer.text(verification))
    }
    return status(of: verification).rawValue
  }

  private func status(of verification: RunVerification) -> ExitStatus {
    guard verification.isWhole else { return .failure }
    guard verification.earlier != nil else { return .agreement }
    guard verification.run.isTrustworthy else { return .untrusted }
    return verification.isMended ? .agreement : .drift
  }
}
