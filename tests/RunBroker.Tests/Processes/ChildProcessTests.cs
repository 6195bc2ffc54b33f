using System.Diagnostics;
using System.Globalization;

namespace RunBroker.Tests.Processes;

public sealed class ChildProcessTests
{
    [Fact]
    public async Task What_it_writes_can_be_awaited_and_its_exit_code_read()
    {
        await using var child = await ChildProcess.Start(["sh", "-c", "echo one; echo two >&2; exit 7"]);

        Assert.Equal("two", await child.WaitForLine(l => l == "two"));
        Assert.Equal(7, await child.Ended());
        await Assert.ThrowsAsync<InvalidOperationException>(() => child.WaitForLine(l => l == "three"));
    }

    [Fact]
    public async Task A_killed_program_is_gone()
    {
        await using var child = await ChildProcess.Start(["sleep", "600"]);

        Assert.Equal(128 + 9, await child.End("KILL"));
        Assert.Throws<ArgumentException>(() => Process.GetProcessById(child.Id));
    }

    [Fact]
    public async Task A_program_ends_when_the_process_that_started_it_is_killed()
    {
        // A stand-in for the test process holds the pipe, and is killed without a chance to let go in order.
        const string Holder = """sh -c 'echo "holder $$" >&2; exec sleep 600' | sh -c "$0" sh sleep 601""";
        await using var outer = await ChildProcess.Start(["sh", "-c", Holder, ChildProcess.Leash]);
        var holder = Number((await outer.WaitForLine(l => l.StartsWith("holder ", StringComparison.Ordinal)))["holder ".Length..]);
        var held = Number(await outer.WaitForLine(l => int.TryParse(l, CultureInfo.InvariantCulture, out var id) && id != outer.Id));
        Assert.False(Process.GetProcessById(held).HasExited);

        Process.GetProcessById(holder).Kill();

        await outer.Ended();
        Assert.Throws<ArgumentException>(() => Process.GetProcessById(held));
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
