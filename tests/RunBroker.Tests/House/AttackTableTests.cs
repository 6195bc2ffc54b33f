using RunBroker.TestIdps;
using RunBroker.Tests.Processes;

namespace RunBroker.Tests.House;

public sealed class AttackTableTests
{
    [Fact]
    public void The_table_of_attacks_is_what_tests_and_messages_say_today()
    {
        var file = Path.Combine(Repository.Root, AttackTable.Document);
        if (Environment.GetEnvironmentVariable("SAML_ATTACKS") == "write")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file) ?? "");
            File.WriteAllText(file, AttackTable.Markdown());
        }

        Assert.True(File.Exists(file) && File.ReadAllText(file) == AttackTable.Markdown(),
            $"{AttackTable.Document} is stale: SAML_ATTACKS=write ./test flows --filter AttackTableTests");
    }

    [Fact]
    public void Every_attack_that_has_to_fail_is_shown_to_fail() => Offences.None(AttackTable.All
        .Where(a => a is { Must: true, Number: { } number } && !AttackTable.TestsOf(number).Any() && !AttackTable.MessagesOf(number).Any())
        .Select(a => $"{a.Number} {a.Attack}"));

    [Fact]
    public void Every_message_and_every_mark_of_a_test_is_of_an_attack_in_the_list()
    {
        var known = AttackTable.All.Select(a => a.Number).OfType<string>().ToHashSet(StringComparer.Ordinal);
        Offences.None(HostileMessages.All.Where(m => !known.Contains(m.Attack)).Select(m => $"{m.Name}: {m.Attack}"));
        Offences.None(AttackTable.Tests.SelectMany(t => t.Tags.Where(g => g.StartsWith("S-", StringComparison.Ordinal) && !known.Contains(g))
            .Select(g => $"{t.Class}.{t.Method}: {g}")));
    }

    [Fact]
    public void Marks_are_found_on_classes_and_methods()
    {
        // Written so that it is no mark itself.
        var read = AttackTable.Read("""
            [MARK("S-001"), MARK("S-002")]
            public sealed class ThingTests
            {
                [Fact]
                public void Unmarked() => Nothing();

                [Theory, MARK("S-003")]
                [MARK("S-004"), InlineData("Spec")]
                public async Task<int> Marked_twice(string x)
                {
                    // [MARK("S-005")] in words is no mark
                }
            }
            """.Replace("MARK", "Spec", StringComparison.Ordinal).Split('\n')).ToList();

        Assert.Equal([("ThingTests", "", "S-001 S-002"), ("ThingTests", "Marked_twice", "S-003 S-004")],
            read.Select(t => (t.Class, t.Method, string.Join(' ', t.Tags))));
    }
}
