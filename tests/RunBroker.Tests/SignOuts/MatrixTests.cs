using System.Text.RegularExpressions;
using RunBroker.Logout;
using RunBroker.Storage.Model;
using RunBroker.Tests.House;

namespace RunBroker.Tests.SignOuts;

/// <summary>
/// Whoever ends a session, at whatever provider, on either database: of four apps (told by the back channel, the front channel, both, neither)
/// each is told as it is registered, the provider is asked if it can be, the receipt says so, and nothing of the session lives.
/// </summary>
public sealed partial class MatrixTests(MatrixScenes scenes) : IClassFixture<MatrixScenes>
{
    /// <param name="Browser">The person's browser is there to be led.</param>
    /// <param name="AsksUpstream">The provider is to be asked, since it was not the one who asked.</param>
    private sealed record Initiator(string Cause, bool Browser, bool AsksUpstream, Func<MatrixCell, Task> End)
    {
        /// <summary>The end that the provider gives its session in advance.</summary>
        public TimeSpan? ProvidersEnd { get; init; }
    }

    private static readonly Dictionary<string, Initiator> Initiators = new()
    {
        ["the app"] = new("app", true, true, c => c.Lead(c.Stage.App.EndSessionUrl(c.Tokens.IdToken))),
        ["the app, by Auth0's URL"] = new("app", true, true, c => c.Lead($"{c.Broker}/v2/logout?client_id={c.Stage.App.Options.ClientId}")),
        ["the person"] = new("user", true, true, c => c.Confirm()),
        ["the person, from another browser"] = new("user", false, true, c => c.EndFromAnotherBrowser()),
        ["the provider"] = new("upstream", false, false, c => c.OrderOfTheProvider()),
        ["the provider, everything of the person"] = new("upstream_revoked", false, false, c => c.RevokeAll()),
        ["the end that the provider gave"] =
            new("upstream_expiry", false, true, c => c.After(TimeSpan.FromHours(1.1))) { ProvidersEnd = TimeSpan.FromHours(1) },
        ["an admin, one session"] = new("admin", false, true, c => c.Manage("DELETE", $"sessions/{c.Session.Id}")),
        ["an admin, all of the user"] = new("admin", false, true, c => c.Manage("DELETE", $"users/{c.Session.UserId}/sessions")),
        ["an admin, all of the connection"] = new("admin", false, true, c => c.Manage("DELETE", $"connections/{c.Stage.Connection.Id}/sessions")),
        ["a user deactivated"] = new("user_deactivated", false, true, c => c.Manage("PATCH", $"users/{c.Session.UserId}", """{"active":false}""")),
        ["a user deleted"] = new("user_deleted", false, true, c => c.Manage("DELETE", $"users/{c.Session.UserId}")),
        ["a connection disabled"] = new("connection_disabled", false, true, c => c.Manage("POST", $"connections/{c.Stage.Connection.Id}/disable", "{}")),
        ["a connection disconnected"] = new("disconnected", false, true, c => c.Manage("DELETE", $"connections/{c.Stage.Connection.Id}")),
        ["idleness"] = new("idle", false, true, c => c.After(TimeSpan.FromDays(3.1))),
        ["age"] = new("absolute", false, true, c => c.After(TimeSpan.FromDays(7.1))),
        ["a refresh token used twice"] = new("token_reuse", false, true, c => c.UseARefreshTokenTwice()),
    };

    public static TheoryData<string, string, bool> Cells
    {
        get
        {
            var cells = new TheoryData<string, string, bool>();
            foreach (var initiator in Initiators.Keys)
            {
                foreach (var upstream in (string[])["saml", "oidc", "oidc that cannot"])
                {
                    cells.Add(initiator, upstream, false);
                    cells.Add(initiator, upstream, true);
                }
            }

            return cells;
        }
    }

    [Theory, MemberData(nameof(Cells))]
    [Spec("zitadel/zitadel#8287"), Spec("dexidp/dex#1600"), Spec("dexidp/dex#3292"), Spec("dexidp/dex#4742")]
    [Spec("openiddict/openiddict-core#2175"), Spec("dotnet/aspnetcore#4659"), Spec("DuendeArchive/Support#1507"), Spec("CO-12")]
    public async Task Everyone_is_told_the_receipt_says_so_and_nothing_lives(string initiator, string upstream, bool onPostgres)
    {
        var (scene, mute) = scenes.On(onPostgres);
        var (how, cell) = (Initiators[initiator], await MatrixCell.Begin(scene, mute, upstream, Initiators[initiator].ProvidersEnd));
        await using var _ = cell;

        await how.End(cell);

        // A SAML provider asks through the browser, which is then led; an OIDC one from its server.
        var led = how.Browser || (initiator == "the provider" && upstream == "saml");
        var (receipt, legs) = await cell.Stage.Settled(cell.Session.Id);
        Assert.Equal(how.Cause, receipt.Cause);
        string At(string app, string channel) => legs.Single(l => l.Target == cell.Apps[app].Options.ClientId && l.Channel == channel).State;
        Assert.Equal(LegStates.Delivered, At("back", LogoutChannels.Backchannel));
        Assert.Equal(LegStates.Delivered, At("both", LogoutChannels.Backchannel));
        Assert.Equal(led ? LegStates.Delivered : LegStates.NotPossible, At("front", LogoutChannels.Frontchannel));
        Assert.Equal(led ? LegStates.Delivered : LegStates.NotPossible, At("both", LogoutChannels.Frontchannel));
        Assert.Equal(LegStates.NotPossible, At("none", LogoutChannels.None));
        var asked = legs.Where(l => l.Target == cell.Stage.Connection.Id).ToArray();
        if (how.AsksUpstream)
            Assert.Equal(led && upstream != "oidc that cannot" ? LegStates.Delivered : LegStates.NotPossible, Assert.Single(asked).State);
        else
            Assert.Empty(asked);
        Assert.Equal(5 + asked.Length, legs.Length);
        Assert.All(legs, l => Assert.Equal(l.State == LegStates.NotPossible, l.LastError is not null && l.State != LegStates.Delivered));

        await cell.EachAppWasToldOnce();
        await cell.NothingLives();
    }

    /// <summary>What people asked for at other brokers, and the rows that show it here; * is every initiator, or every provider.</summary>
    public static TheoryData<string, string, string> Wishes => new()
    {
        // Back-channel logout, whoever ends the session: the apps "back" and "both" of every row.
        { "zitadel/zitadel#8287", "*", "*" },
        // The provider's session ends with ours.
        { "dexidp/dex#1600", "the app", "saml" },
        { "dexidp/dex#3292", "the app", "oidc" },
        { "dexidp/dex#4742", "the person", "saml" },
        // A session that an admin can name and end, with the back channel to its apps; and frames, told of iss and sid: without any cookie.
        { "openiddict/openiddict-core#2175", "an admin, one session", "*" },
        { "openiddict/openiddict-core#2175", "the app", "*" },
        // The provider's back channel is taken.
        { "dotnet/aspnetcore#4659", "the provider", "oidc" },
        { "DuendeArchive/Support#1507", "the provider", "oidc" },
    };

    [Theory, MemberData(nameof(Wishes))]
    public void What_others_asked_for_has_its_rows(string thread, string initiator, string upstream)
    {
        foreach (var onPostgres in (bool[])[false, true])
        {
            var rows = Cells.Select(c => c.Data).Where(c => c.Item3 == onPostgres
                && (initiator == "*" || c.Item1 == initiator) && (upstream == "*" || c.Item2 == upstream)).ToArray();
            Assert.True(rows.Length > 0, $"{thread}: no row of {initiator} at {upstream}");
            Assert.Equal((initiator == "*" ? Initiators.Count : 1) * (upstream == "*" ? 3 : 1), rows.Length);
        }
    }

    [Fact]
    [Spec("contract-6")]
    public void Every_cause_of_the_contract_has_its_rows()
    {
        var contract = SourceTree.Files.Single(f => f.Path == "docs/contract.md").Lines;
        var row = contract.Single(l => l.StartsWith("| `/tenants/{slug}/logouts`", StringComparison.Ordinal));
        var listed = Code().Matches(CausesOf().Match(row).Groups[1].Value).Select(m => m.Groups[1].Value).Order(StringComparer.Ordinal).ToArray();

        var causes = typeof(Causes).GetFields().Where(f => f.IsLiteral).Select(f => (string)f.GetRawConstantValue()!);
        Assert.Equal(listed, causes.Order(StringComparer.Ordinal));
        Assert.Equal(listed, Initiators.Values.Select(i => i.Cause).Distinct().Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"cause` \(([^)]*)\)")]
    private static partial Regex CausesOf();

    [GeneratedRegex("`([a-z_]+)`")]
    private static partial Regex Code();
}
