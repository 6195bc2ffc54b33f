using System.Collections.Immutable;
using System.Globalization;
using RunBroker.Storage;
using RunBroker.Storage.Model;

namespace RunBroker.Admin;

/// <summary>What came after a sign-in: read from the tokens and the receipt themselves, which know it anyway, and so without a write for each refresh.</summary>
internal static class SignInSequel
{
    /// <summary>The last ones; an app may refresh every few minutes for a week.</summary>
    private const int MostRefreshes = 20;

    public static async Task<ImmutableArray<SignInStep>> Of(Tx tx, SignInCase row)
    {
        if (row is not { State: "succeeded", SessionId: { } session, TenantId: { } tenant, ClientId: { } client, FinishedAt: { } finished })
            return [];
        // The code is made in the case's own transaction, a moment before the case is written.
        if (await GrantStore.OfSignIn(tx, tenant, session, client, finished) is not { } grant)
            return [];
        var steps = ImmutableArray.CreateBuilder<SignInStep>();
        steps.Add(grant.CodeUsedAt is { } used
            ? Step(used, "tokens", "passed", $"the app redeemed its code: {grant.Scope}")
            : Step(grant.CreatedAt, "tokens", "noted", "the app has not redeemed its code"));
        var refreshes = await GrantStore.RefreshesOf(tx, grant.Id, MostRefreshes + 1);
        if (refreshes.Length > MostRefreshes)
            steps.Add(Step(refreshes[^1], "refresh", "noted", string.Create(CultureInfo.InvariantCulture, $"earlier ones are left out: the last {MostRefreshes} follow")));
        steps.AddRange(refreshes.Take(MostRefreshes).Reverse().Select(at => Step(at, "refresh", "passed", "the app used a refresh token")));
        if (grant.RevokedAt is { } revoked)
            steps.Add(Step(revoked, "tokens", "noted", $"revoked: {grant.RevokeCause}"));
        return steps.ToImmutable();
    }

    public static ImmutableArray<SignInStep> End(LogoutRow? logout) =>
        logout is null ? [] : [Step(logout.CreatedAt, "session_ended", "noted", $"{logout.Cause}; receipt {logout.ReceiptId}")];

    private static SignInStep Step(DateTimeOffset at, string name, string outcome, string detail) =>
        new(at.UtcDateTime, name, outcome, detail, null, null, null);
}
