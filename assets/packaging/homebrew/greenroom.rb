class Greenroom < Formula
  desc "Google Meet spaces in the terminal: see them, make one with one key"
  homepage "https://crates.io/crates/greenroom"
  url "https://static.crates.io/crates/greenroom/greenroom-0.1.0.crate"
  # a release fills it in: assets/packaging/fill
  sha256 "0000000000000000000000000000000000000000000000000000000000000000"
  license any_of: ["MIT", "Apache-2.0"]

  depends_on "rust" => :build

  def install
    system "cargo", "install", *std_cargo_args
    generate_completions_from_executable(bin/"greenroom", "completions")
    system bin/"greenroom", "man", "--dir", man1
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/greenroom --version")
    assert_match "next_access", shell_output("#{bin}/greenroom keys")
    # Without a sign-in and off line: the list is empty.
    ENV["GREENROOM_DATA_DIR"] = testpath/"data"
    assert_equal "[]", shell_output("#{bin}/greenroom list --json").strip
  end
end
