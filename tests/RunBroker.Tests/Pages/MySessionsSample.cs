using System.Collections.Immutable;
using RunBroker.Pages;

namespace RunBroker.Tests.Pages;

/// <summary>The page "Where you are signed in", of one person in two browsers, and of two people in one.</summary>
internal sealed class MySessionsSample(Func<string, string> say, Func<string, OwnForm> form)
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 14, 2, 0, TimeSpan.Zero);

    public MySessionsModel One => new()
    {
        Now = Now,
        People = [Maria],
        Ended = new()
        {
            Device = new("Edge", "Windows"),
            Receipt = say("SO-3F8P-6T1W"),
            ProviderName = say("Acme staff"),
            Apps =
            [
                new() { Name = say("Reports"), State = AppSignOut.Retrying, NextTry = TimeSpan.FromSeconds(20) },
                new() { Name = say("Fleet Map"), State = AppSignOut.CannotBeTold },
                new() { Name = say("Inventory"), State = AppSignOut.Confirmed },
            ],
        },
    };

    public MySessionsModel Several => new()
    {
        Now = Now,
        People =
        [
            Maria,
            Maria with { Name = null, Email = say("maria@partner.example"), TenantName = say("Partner"), Sessions = [Capped], AllSessions = 34, AllApps = 1 },
        ],
        Ended = new() { Device = Device.Unknown, Receipt = say("SO-9QK2-7WZD"), ProviderName = say("Acme staff"), Apps = [new() { Name = say("Inventory"), State = AppSignOut.Confirmed }] },
    };

    private SignedInPerson Maria => new()
    {
        Name = say("Maria Souza"),
        Email = say("maria.souza@acme.example"),
        TenantName = say("Acme"),
        Idle = TimeSpan.FromDays(3),
        Absolute = TimeSpan.FromDays(7),
        Sessions = [Here, Phone],
        AllSessions = 2,
        AllApps = 5,
        Everywhere = form("/sessions/end-all"),
    };

    private LiveSession Here => new()
    {
        Device = new("Chrome", "Windows"),
        ThisBrowser = true,
        SignedInAt = Now.AddHours(-53),
        LastUsedAt = Now.AddMinutes(-4),
        Ends = Now.AddHours(72),
        AtLatest = Now.AddHours(115),
        ProviderName = say("Acme staff"),
        Address = say("203.0.113.24"),
        Apps = Apps(("Field Service", 4, true), ("Work Orders", 271, true), ("Inventory", 282, true), ("Reports", 1260, false), ("Fleet Map", 3077, true)),
        End = form("/sessions/end"),
    };

    private LiveSession Phone => Here with
    {
        Device = new("Safari", "iPhone"),
        ThisBrowser = false,
        SignedInAt = Now.AddHours(-101),
        LastUsedAt = Now.AddHours(-17),
        Ends = Now.AddHours(53),
        AtLatest = Now.AddHours(67),
        Address = say("2001:db8:85a3:8d3:1319:8a2e:370:7348"),
        Apps = Apps(("Fleet Map", 1040, false)),
    };

    private LiveSession Capped => Here with
    {
        Device = Device.Unknown,
        ThisBrowser = true,
        Ends = Now.AddHours(5),
        AtLatest = Now.AddHours(5),
        EndedByProvider = true,
        ProviderToo = true,
        Address = null,
        Apps = [],
    };

    private ImmutableArray<SessionAppUse> Apps(params (string Name, int Minutes, bool CanBeTold)[] apps) =>
        [.. apps.Select(a => new SessionAppUse { Name = say(a.Name), UsedAt = Now.AddMinutes(-a.Minutes), CanBeTold = a.CanBeTold })];
}
