using RunBroker.Admin;
using RunBroker.Admin.Api;
using RunBroker.AdminWeb.Connections;

namespace RunBroker.SetupLinks;

/// <summary>The provider's next certificate, of a connection that there is: until when the present ones are good, and the new one.</summary>
internal static class CertificateStep
{
    public static void Map(SetupGroup setup)
    {
        setup.Get(SetupStep.Certificate, "", Show);
        setup.Post(SetupStep.Certificate, "", Save, Limits.ConnectionJsonBytes);
    }

    private static async Task<IResult> Show(HttpContext http, HolderActs acts, SetupDesk desk)
    {
        var call = SetupCall.Of(http);
        return await acts.Connection(call) is { } stored ? Page(call, desk, stored, "", null) : SetupMessages.ConnectionGone(call);
    }

    private static async Task<IResult> Save(HttpContext http, HolderActs acts, HolderCertificate certificate, SetupDesk desk)
    {
        var call = SetupCall.Of(http);
        if (await acts.Connection(call) is not { } before)
            return SetupMessages.ConnectionGone(call);
        var form = await FormReading.Of(call.Web, ConnectionState.Saml);
        var document = form.File ?? (form[FormReading.MetadataXml] is { Length: > 0 } text ? text : null);
        var added = form.List("certificates");
        if (before.Resource.MetadataSource == ConnectionForm.ByUpload && document is null)
            return Page(call, desk, before, "", Problem.Invalid(FormReading.MetadataXml, "is required"));
        if (before.Resource.MetadataSource == ConnectionForm.ByFields && added.IsEmpty)
            return Page(call, desk, before, "", Problem.Invalid("certificates", "is required"));
        return (await certificate.Save(call, document, added, call.Web.Ticked("keep"))).Match(
            _ => call.Go(SetupStep.Certificate, nameof(ConnectionFormWords.Saved)),
            why => Page(call, desk, before, form[FormReading.MetadataXml] is { Length: > 0 } typed ? typed : string.Join('\n', added), why));
    }

    private static IResult Page(SetupCall call, SetupDesk desk, Versioned<ConnectionResource> stored, string typed, Problem? why)
    {
        var form = desk.Form(call, stored);
        return SetupDesk.Page<CertificateStepPage, CertificateModel>(call, new()
        {
            Setup = desk.Around(call, SetupStep.Certificate),
            Source = stored.Resource.MetadataSource ?? ConnectionForm.ByFields,
            Idp = form.Now?.Idp ?? new(null, null, null, null, []),
            Typed = typed,
            Problem = why is null ? null : call.Says(why),
            Faults = why is null ? [.. form.Faults.Where(f => f.Blocks)] : ConnectionFaults.Of(why, form.Form, call.Language),
        }, why?.Status ?? 200);
    }
}
