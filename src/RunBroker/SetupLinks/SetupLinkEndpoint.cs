using System.Collections.Immutable;
using RunBroker.Admin;
using RunBroker.AdminWeb.Door;
using RunBroker.AdminWeb.Frame;
using RunBroker.Http;
using RunBroker.Operations;
using RunBroker.Pages;
using RunBroker.Storage;
using RunBroker.Storage.Model;

namespace RunBroker.SetupLinks;

/// <summary>The link itself. Looking is free (previews and scanners look); its button opens it in this browser and spends an opening.</summary>
internal static class SetupLinkEndpoint
{
    private const string Path = SetupPaths.Root + "/{link}";
    private const string Field = "link";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.Get(Path, Show).ExcludeFromDescription();
        app.Post(Path, Open).ExcludeFromDescription();
    }

    private static async Task<IResult> Show(HttpContext http, string link, Db db, Settings settings, TimeProvider time)
    {
        var frame = PageFrame.For(http.Request).WithLanguageLink(http.Request);
        if (!IssuerHost.Is(http, settings))
            return new Found(settings.Url(http.Request.Path + http.Request.QueryString));
        if (await db.Read(tx => Look(tx, http, link, settings, time.GetUtcNow()), http.RequestAborted) is not { } found)
            return SetupMessages.Unknown(frame);
        var now = time.GetUtcNow();
        if (found.IsOpen(now))
            return new Found(found.At(http));
        if (!found.HasSecret)
            return SetupMessages.OpenAgain(frame);
        if (!SetupLinkState.Lives(found.Row, now) || found.Row.Opens >= found.Row.MaxOpens)
            return SetupMessages.Closed(frame, found.Row, now);
        return SetupMessages.Begin(frame, found.Tenant, found.Row, new(http.Request.Path + http.Request.QueryString, new(Field, link), []));
    }

    private static async Task<IResult> Open(HttpContext http, string link, Db db, Settings settings, TimeProvider time)
    {
        var (frame, now, stop) = (PageFrame.For(http.Request), time.GetUtcNow(), http.RequestAborted);
        var form = await http.Request.ReadFormParameters(stop);
        // The link in the form is the proof of its own: only who has it can have the form.
        if (form?[Field] != link || http.Request.IsOfAnothersPage() || !IssuerHost.Is(http, settings)
            || await db.Read(tx => Look(tx, http, link, settings, now), stop) is not { HasSecret: true } found)
            return SetupMessages.Unknown(frame);
        if (found.IsOpen(now))
            return new Found(found.At(http));
        var handle = Handle.New("sto_", now);
        var until = now + Limits.TenantSetupOpen < found.Row.ExpiresAt ? now + Limits.TenantSetupOpen : found.Row.ExpiresAt;
        var opened = await db.Write(
            async tx =>
            {
                if (!await SetupLinkStore.Open(tx, new() { Id = handle.Id, SetupLinkId = found.Row.Id, SecretHash = handle.Hash(), CreatedAt = now, ExpiresAt = until }))
                    return false;
                await Events.Record(tx, SetupLinkAdmin.Told(SetupCall.CallerOf(found.Row, http.Ip()), found.Row, "setup_link.opened", now));
                return true;
            }, stop);
        if (!opened)
            return SetupMessages.Closed(frame, found.Row, now);
        var others = Cookies.ReadHandles(http, Cookies.Setup).Where(h => h.Id != found.Opening?.Id);
        Cookies.WriteHandles(http, Cookies.Setup, [handle, .. others], now + Limits.TenantSetupOpen);
        return new Found(found.At(http));
    }

    /// <summary>By the link; or by its number alone, in a browser that has opened it.</summary>
    private static async Task<SeenLink?> Look(Tx tx, HttpContext http, string link, Settings settings, DateTimeOffset now)
    {
        var handle = Handle.Parse(link);
        if ((handle is null && !IsNumber(link)) || await SetupLinkStore.Shown(tx, handle?.Id ?? link) is not { } row || (handle is not null && !handle.Matches(row.SecretHash)))
            return null;
        var opening = await SetupDoor.Opening(tx, http, row.Id);
        if (handle is null && opening is null || !await SetupDoor.Stands(tx, row, settings, now) || await TenantStore.Find(tx, row.TenantId) is not { } tenant)
            return null;
        return new(row, tenant, opening?.Row, handle is not null, await SetupLinkStore.Domains(tx, row.Id));
    }

    private static bool IsNumber(string text) => text.Length < 64 && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');

    private sealed record SeenLink(SetupLink Row, Tenant Tenant, SetupOpening? Opening, bool HasSecret, ImmutableArray<string> Domains)
    {
        /// <summary>Also one that was handed over from this browser: its last page says so.</summary>
        public bool IsOpen(DateTimeOffset now) => now < Opening?.ExpiresAt && (Row.HandedOverAt is not null || SetupLinkState.Lives(Row, now));

        public string At(HttpContext http) => SetupPaths.At(http.Request, Row.Id,
            Row.HandedOverAt is null ? SetupPaths.Of(SetupPlan.Next(Row, Domains)) : SetupPaths.Done);
    }
}
