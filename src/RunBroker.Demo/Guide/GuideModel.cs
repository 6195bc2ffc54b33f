using System.Collections.Immutable;
using RunBroker.Demo.Apps;
using RunBroker.TestIdps;

namespace RunBroker.Demo.Guide;

/// <summary>One thing to click.</summary>
/// <param name="Done">Whether somebody has done it since the demo was started.</param>
public sealed record Step(string Title, string Text, string Link, string Url, bool Done);

/// <summary>An app and who is signed in to it, in whatever browser.</summary>
public sealed record AppNow(string Name, string At, ImmutableArray<AppSession> Sessions);

/// <summary>A line of the list of everything.</summary>
public sealed record UrlRow(string Name, string Url, string Remark);

/// <summary>A test account at one of the demo's providers.</summary>
public sealed record AccountRow(string Provider, string Name, string Login, string Password, string Email, string Groups)
{
    public static AccountRow Of(string provider, TestUser user) => new(
        provider, user.ShownName, user.Login, user.Password, (string?)user.Claims["email"] ?? "none",
        string.Join(", ", user.Claims["groups"]?.AsArray().Select(g => g?.ToString()) ?? []));
}

/// <summary>A registered app.</summary>
public sealed record ClientRow(string Name, string ClientId, string Secret, string Tenants);

/// <summary>What the demo's first page shows.</summary>
public sealed record GuideModel(
    ImmutableArray<Step> Steps, ImmutableArray<AppNow> Apps, ImmutableArray<Happening> Log,
    ImmutableArray<UrlRow> Urls, ImmutableArray<AccountRow> Accounts, ImmutableArray<ClientRow> Clients, string CaseFiles, string Admin, string OperatorToken);
