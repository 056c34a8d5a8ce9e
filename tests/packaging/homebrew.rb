# As much of Homebrew as the formula speaks to: its steps are done over a built program.
require "pathname"
require "open3"
class Pathname
  alias / +
  alias to_str to_s
end
class Formula
  FIELDS = {}
  class << self
    %i[desc homepage url sha256 license depends_on].each { |field| define_method(field) { |value| FIELDS[field] = value } }
    def test(&block) = FIELDS[:test] = block
    def inherited(formula) = FIELDS[:formula] = formula
  end
  def initialize(program, prefix) = (@program, @prefix = program, Pathname(prefix))
  def bin = @prefix/"bin"
  def man1 = @prefix/"share/man/man1"
  def testpath = @prefix/"test"
  def version = FIELDS[:url][/-([0-9.]+)\.crate/, 1]
  def std_cargo_args = ["--locked", "--root=#{@prefix}", "--path=."]
  def system(*words)
    if words[0, 2] == ["cargo", "install"]
      bin.mkpath
      (bin/"greenroom").make_symlink(@program)
    else
      Kernel.system(*words.map(&:to_s)) or raise words.inspect
    end
  end
  def generate_completions_from_executable(*words)
    %w[bash zsh fish].each { |shell| raise shell if shell_output("#{words.join(" ")} #{shell}").empty? }
  end
  def shell_output(line)
    out, status = Open3.capture2(line)
    status.success? ? out : raise(line)
  end
  def assert_match(part, whole) = (whole.include?(part) or raise part)
  def assert_equal(one, other) = (one == other or raise other)
end
load ARGV[0]
formula = Formula::FIELDS[:formula].new(ARGV[1], ARGV[2])
formula.install
formula.instance_exec(&Formula::FIELDS[:test])
Formula::FIELDS.each { |field, value| puts "#{field}=#{value}" unless value.is_a?(Proc) }
