using RunBroker.TestIdps;
using RunBroker.Tests.Processes;

namespace RunBroker.Tests.House;

public sealed class SamlAttackTests
{
    [Fact]
    public void The_table_of_attacks_is_what_tests_and_messages_say_today()
    {
        var file = Path.Combine(Repository.Root, SamlAttacks.Document);
        if (Environment.GetEnvironmentVariable("SAML_ATTACKS") == "write")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file) ?? "");
            File.WriteAllText(file, SamlAttacks.Markdown());
        }

        Assert.True(File.Exists(file) && File.ReadAllText(file) == SamlAttacks.Markdown(),
            $"{SamlAttacks.Document} is stale: SAML_ATTACKS=write ./test flows --filter SamlAttackTests");
    }

    [Fact]
    public void Every_attack_that_has_to_fail_is_shown_to_fail() => Offences.None(SamlAttacks.All
        .Where(a => a is { Must: true, Number: { } number } && !SamlAttacks.TestsOf(number).Any() && !SamlAttacks.MessagesOf(number).Any())
        .Select(a => $"{a.Number} {a.Attack}"));

    [Fact]
    public void Every_message_and_every_mark_of_a_test_is_of_an_attack_in_the_list()
    {
        var known = SamlAttacks.All.Select(a => a.Number).OfType<string>().ToHashSet(StringComparer.Ordinal);
        Offences.None(HostileMessages.All.Where(m => !known.Contains(m.Attack)).Select(m => $"{m.Name}: {m.Attack}"));
        Offences.None(SamlAttacks.Tests.SelectMany(t => t.Tags.Where(g => g.StartsWith("S-", StringComparison.Ordinal) && !known.Contains(g))
            .Select(g => $"{t.Class}.{t.Method}: {g}")));
    }

    [Fact]
    public void Marks_are_found_on_classes_and_methods()
    {
        var read = SamlAttacks.Read("""
            [Spec("S-001"), Spec("S-002")]
            public sealed class ThingTests
            {
                [Fact]
                public void Unmarked() => Nothing();

                [Theory, Spec("S-003")]
                [Spec("S-004"), InlineData("Spec")]
                public async Task<int> Marked_twice(string x)
                {
                    // [Spec("S-005")] in words is no mark
                }
            }
            """.Split('\n')).ToList();

        Assert.Equal([("ThingTests", "", "S-001 S-002"), ("ThingTests", "Marked_twice", "S-003 S-004")],
            read.Select(t => (t.Class, t.Method, string.Join(' ', t.Tags))));
    }
}
