using System.Diagnostics;
using RunBroker.TestIdps;

namespace RunBroker.Protocol.Tests.Saml.Hostile;

/// <summary>The whole catalogue against the broker: each message is refused for its own reason, and none of what they were made from is.</summary>
public sealed class HostileMessageTests
{
    private const int Fewest = 500;

    public static TheoryData<string> Names => [.. HostileMessages.All.Select(m => m.Name)];

    [Theory, MemberData(nameof(Names))]
    [Spec("S-010")]
    public void A_hostile_message_is_refused_for_its_own_reason_within_a_second(string name)
    {
        var message = Named(name);
        var octets = message.Make(HostileReceiver.Ground);

        // The best of three: other tests run on the same processors.
        var fastest = TimeSpan.MaxValue;
        for (var i = 0; i < 3 && fastest > TimeSpan.FromSeconds(1); i++)
        {
            var began = Stopwatch.GetTimestamp();
            var reasons = HostileReceiver.Receive(message, octets);
            fastest = TimeSpan.FromTicks(Math.Min(fastest.Ticks, Stopwatch.GetElapsedTime(began).Ticks));
            Assert.Contains(message.Reason, reasons);
        }

        Assert.True(fastest < TimeSpan.FromSeconds(1), $"{name} took {fastest}");
    }

    [Theory, MemberData(nameof(Names))]
    public void What_a_hostile_message_was_made_from_is_accepted(string name)
    {
        var message = Named(name);
        Assert.Empty(HostileReceiver.Receive(message, message.Unbroken(HostileReceiver.Ground)));
    }

    [Fact]
    public void The_catalogue_is_large_and_no_message_is_in_it_twice()
    {
        var all = HostileMessages.All;
        Assert.True(all.Length >= Fewest, $"{all.Length} messages");
        Assert.Equal(all.Length, all.Select(m => m.Name).Distinct(StringComparer.Ordinal).Count());
        Assert.Empty(all.GroupBy(m => (m.Kind, m.How)).Where(g => g.Count() > 1).Select(g => string.Join(' ', g)));
        Assert.All(all, m => Assert.Matches("^[a-z0-9.-]+$", m.Name));
    }

    private static HostileMessage Named(string name) => HostileMessages.All.Single(m => m.Name == name);
}
