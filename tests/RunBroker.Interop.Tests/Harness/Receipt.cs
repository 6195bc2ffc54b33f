using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace RunBroker.Interop.Tests.Harness;

/// <summary>What the receipt says of one app or upstream.</summary>
internal sealed record ReceiptLeg(string Target, string Channel, string State, int Attempts, string? LastError);

/// <summary>The receipt of one ended session, as the management API answers it.</summary>
internal sealed record Receipt(string Id, string UserId, string Cause, string Actor, ImmutableArray<ReceiptLeg> Legs)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>The state, and what is said about it, of the only leg of that channel.</summary>
    public (string State, string? LastError) this[string channel]
    {
        get
        {
            var leg = Assert.Single(Legs, l => l.Channel == channel);
            return (leg.State, leg.LastError);
        }
    }

    /// <summary>Of the sessions of that person that have ended, the newest first.</summary>
    public static async Task<ImmutableArray<Receipt>> Of(ManagementClient management, string tenant, string user) =>
        [.. (await management.List($"tenants/{tenant}/logouts")).Select(row => Read(row!)).Where(r => r.UserId == user)];

    /// <summary>The person's only one, once <paramref name="holds"/>; what it said last fails the test when that never comes.</summary>
    public static async Task<Receipt> When(ManagementClient management, string tenant, string user, Func<Receipt, bool> holds)
    {
        var end = TimeProvider.System.GetUtcNow() + Patience;
        while (true)
        {
            var all = await Of(management, tenant, user);
            if (all is [var only] && holds(only))
                return only;
            Assert.True(TimeProvider.System.GetUtcNow() < end, string.Join('\n', all.Select(r => $"{r.Cause}: {string.Join(", ", r.Legs)}")));
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    private static Receipt Read(JsonNode row) => new(
        (string)row["id"]!, (string)row["user_id"]!, (string)row["cause"]!, (string)row["actor"]!,
        [.. row["legs"]!.AsArray().Select(l => new ReceiptLeg(
            (string)l!["target"]!, (string)l["channel"]!, (string)l["state"]!, (int)l["attempts"]!, (string?)l["last_error"]))]);
}
