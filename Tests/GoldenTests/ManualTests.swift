import Foundation
import TestSupport
import Testing

/// Whether a tool is installed.
private func has(_ name: String) -> Bool { (try? tool("which", [name]))?.status == 0 }

/// What the program prints, in a file.
private func printed(_ words: [String]) throws -> (scratch: Scratch, file: URL) {
  let answer = try Program.run(words)
  #expect(answer.status == 0 && answer.errors.isEmpty)
  let scratch = try Scratch()
  try scratch.write(answer.output, to: "printed")
  return (scratch, scratch.folder.appending(path: "printed"))
}

/// A line up to the cursor, and what is proposed there.
private struct Proposal: Sendable, CustomTestStringConvertible {
  var words: [String]
  var proposed: Set<String>
  var testDescription: String { words.joined(separator: " ") }

  init(_ line: String, _ proposed: Set<String>) {
    words = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    self.proposed = proposed
  }

  static let all = [
    Proposal("ex", ["explain"]), Proposal("--v", ["--version"]),
    Proposal("run --fail-on ", ["P0", "P1", "P2", "P3", "never"]),
    Proposal("run --fo", ["--format"]), Proposal("run --as-of ", []),
    Proposal("run pipelines/le", ["pipelines/letters.xml"]),
    Proposal("run --output pip", ["pipelines"]), Proposal("run -o pip", ["pipelines"]),
    Proposal("explain sub_1 pipelines/te", ["pipelines/text-assistant.xml"]),
    Proposal("stage d", ["diff"]), Proposal("completions ", ["bash", "fish", "zsh"]),
    Proposal("help ch", ["check", "checks"]), Proposal("help --m", ["--man"]),
  ]
}

@Suite struct `Completion` {
  @Test(arguments: Proposal.all)
  fileprivate func `in bash proposes what can stand there`(_ proposal: Proposal) throws {
    let (scratch, file) = try printed(["completions", "bash"])
    let script = """
      cd "$1" && source "$2" && shift 2 || exit 1
      COMP_WORDS=(trueup "$@") COMP_CWORD=$#
      _trueup
      printf '%s\\n' "${COMPREPLY[@]}"
      """
    let answer = try tool(
      "bash", ["-c", script, "bash", Repository.root.path, file.path] + proposal.words)
    #expect(answer.status == 0)
    #expect(Set(answer.output.split(separator: "\n").map(String.init)) == proposal.proposed)
    withExtendedLifetime(scratch) {}
  }

  @Test(.enabled(if: has("fish")), arguments: Proposal.all)
  fileprivate func `in fish proposes what can stand there`(_ proposal: Proposal) throws {
    let (scratch, file) = try printed(["completions", "fish"])
    let script = "cd $argv[1]; source $argv[2]; complete -C \"trueup $argv[3]\""
    let line = proposal.words.joined(separator: " ")
    let answer = try tool(
      "fish", ["--no-config", "-c", script, Repository.root.path, file.path, line])
    #expect(answer.status == 0)
    let proposed = answer.output.split(separator: "\n").map { line in
      let word = String(line.prefix { $0 != "\t" })
      return word.hasSuffix("/") ? String(word.dropLast()) : word
    }
    // Without a subcommand there are no options; what is written is proposed again.
    if !proposal.proposed.contains("--version") { #expect(Set(proposed) == proposal.proposed) }
    withExtendedLifetime(scratch) {}
  }

  @Test(.enabled(if: has("zsh")))
  func `for zsh can be parsed and loaded`() throws {
    let (scratch, file) = try printed(["completions", "zsh"])
    let script = "autoload -U compinit && compinit -u -D && source $1 && whence -w _trueup"
    let answer = try tool("zsh", ["-f", "-c", script, "zsh", file.path])
    #expect(answer.status == 0 && answer.output == "_trueup: function\n")
    withExtendedLifetime(scratch) {}
  }

  @Test func `for another shell is refused`() throws {
    let answer = try Program.run(["completions", "fisch"])
    #expect(answer.status == 2 && answer.errors.contains("did you mean “fish”?"))
  }
}

@Suite struct `The manual page` {
  @Test(.enabled(if: has("groff")))
  func `is set without a warning and has every command and option`() throws {
    let (scratch, file) = try printed(["help", "--man"])
    let script = "groff -man -Tutf8 -P-c -P-b -P-u -ww -rLL=200n \"$1\" 2>&1"
    let page = try tool("bash", ["-c", script, "bash", file.path])
    #expect(page.status == 0 && !page.output.contains("warning"))
    let overview = try Program.run(["--help"]).output
    let names = overview.matches(of: #/(?m)^  ([a-z]+) /#).map { String($0.1) }
    #expect(names.count > 5)
    for name in names {
      #expect(page.output.contains("trueup \(name)"))
      for option in try Program.run(["help", name]).output.matches(of: /--[a-z-]+/) {
        #expect(page.output.contains(option.output), "\(name) \(option.output)")
      }
    }
    withExtendedLifetime(scratch) {}
  }
}
