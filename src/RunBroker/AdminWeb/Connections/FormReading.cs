using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using RunBroker.Admin;
using RunBroker.AdminWeb.Door;

namespace RunBroker.AdminWeb.Connections;

/// <summary>Between the form and the management API's own members. Says nothing about whether a value is good: the domain does.</summary>
internal static class FormReading
{
    public const string OtherMappings = "other_claim_mappings";
    public const string MetadataUrl = "metadata_url";
    public const string MetadataXml = "metadata_xml";

    /// <summary>With metadata: which of its entities. A field of its own, as <c>idp_entity_id</c> is one of the single fields.</summary>
    public const string MetadataEntity = "metadata_entity_id";
    private const string Entity = "idp_entity_id";
    private const string Secret = "client_secret";

    public static ConnectionForm New(string protocol) => new()
    {
        Protocol = protocol,
        Values = ConnectionFields.Of(protocol).ToImmutableDictionary(f => f.Path, f => f.Default)
            .SetItem(ConnectionForm.BySource, ConnectionForm.ByUrl),
    };

    public static ConnectionForm Of(ConnectionResource stored)
    {
        var json = AdminJson.Tree(stored);
        var saml = stored.Protocol == ConnectionState.Saml;
        var form = new ConnectionForm
        {
            Protocol = stored.Protocol,
            Values = All(stored.Protocol).ToImmutableDictionary(f => f.Path, f => Shown(f, At(json, f.Path))),
            Lists = Certificates(stored.Protocol).ToImmutableDictionary(f => f.Path, f => Pems(json[f.Path])),
            Tags = [.. stored.OtherClaimMappings.Select(m => new TagRow(m.Claim, m.Tag))],
        };
        form = stored.Enabled ? form.With("enabled", ConnectionFields.On) : form;
        if (!saml)
            return form;
        // Nothing is said yet: most providers have an address.
        var source = stored is { MetadataSource: ConnectionForm.ByFields, IdpEntityId: null, SsoUrl: null, Certificates: [] }
            ? ConnectionForm.ByUrl : stored.MetadataSource!;
        return form.With(ConnectionForm.BySource, source).With(MetadataUrl, stored.MetadataUrl ?? "")
            .With(MetadataEntity, source == ConnectionForm.ByFields ? "" : stored.IdpEntityId ?? "");
    }

    public static async Task<ConnectionForm> Of(WebCall call, string protocol)
    {
        var values = All(protocol).Select(f => f.Path).Concat([ConnectionForm.BySource, MetadataUrl, MetadataXml, MetadataEntity, "enabled"])
            .ToImmutableDictionary(name => name, name => call.Field(name).Trim());
        byte[]? file = null;
        if (call.File("metadata_file") is { Length: > 0 } sent)
        {
            using var octets = new MemoryStream();
            await sent.CopyToAsync(octets, call.Stop);
            file = octets.ToArray();
            // A browser does not send a file twice: what could not be saved stands in the text field afterwards.
            values = values.SetItem(MetadataXml, Encoding.UTF8.GetString(file).Replace('\0', '\uFFFD'));
        }

        return new()
        {
            Protocol = protocol,
            Values = values,
            File = file is null ? null : Convert.ToBase64String(file),
            Lists = Certificates(protocol).ToImmutableDictionary(
                f => f.Path, f => call.Fields(f.Path).Select(text => text.Trim()).Where(text => text.Length > 0).ToImmutableArray()),
            Tags = [.. call.Fields("tag.tag").Zip(call.Fields("tag.claim"), (tag, claim) => new TagRow(claim.Trim(), tag.Trim()))
                .Where(row => !row.IsEmpty)],
        };
    }

    /// <param name="before">Null when it is new.</param>
    public static JsonObject Patch(ConnectionForm form, WebCall call, ConnectionResource? before)
    {
        var patch = new JsonObject { ["protocol"] = form.Protocol };
        foreach (var field in ConnectionFields.Of(form.Protocol))
            Set(patch, field, form, before);
        patch[OtherMappings] = new JsonArray([.. form.Tags.Select(row => new JsonObject { ["claim"] = Text(row.Claim), ["tag"] = Text(row.Tag) })]);
        if (form.IsSaml)
            Provider(patch, form, before);
        else if (call.Ticked(Secret + "_remove"))
            patch[Secret] = null;
        else if (call.Field(Secret) is { Length: > 0 } secret)
            patch[Secret] = secret;
        return patch;
    }

    /// <summary>"A file or text" was chosen, and there is none: to the API that would be a connection by fields.</summary>
    public static Problem? NoDocument(ConnectionForm form, ConnectionResource? before) =>
        form.IsSaml && form[ConnectionForm.BySource] == ConnectionForm.ByUpload && before?.MetadataSource != ConnectionForm.ByUpload
            && form.File is null && form[MetadataXml].Length == 0 ? Problem.Invalid(MetadataXml, "is required") : null;

    /// <summary>These fields alone.</summary>
    public static JsonObject Only(ImmutableDictionary<string, string> values, string protocol)
    {
        var form = new ConnectionForm { Protocol = protocol, Values = values };
        var patch = new JsonObject();
        foreach (var field in ConnectionFields.Of(protocol).Where(f => values.ContainsKey(f.Path)))
            Set(patch, field, form, null);
        return patch;
    }

    private static void Provider(JsonObject patch, ConnectionForm form, ConnectionResource? before)
    {
        var was = before?.MetadataSource;
        switch (form[ConnectionForm.BySource])
        {
            case ConnectionForm.ByFields:
                (patch[MetadataUrl], patch[MetadataXml]) = (null, null);
                foreach (var field in ConnectionFields.Provider)
                    Set(patch, field, form, before);
                return;
            case ConnectionForm.ByUpload:
                patch[MetadataUrl] = null;
                if ((form.File ?? form[MetadataXml]) is { Length: > 0 } document)
                    patch[MetadataXml] = document;
                break;
            default:
                patch[MetadataUrl] = Text(form[MetadataUrl]);
                if (was == ConnectionForm.ByUpload)
                    patch[MetadataXml] = null;
                break;
        }

        // What the metadata said before, and was not touched, pins nothing.
        var shown = was is null or ConnectionForm.ByFields ? "" : before!.IdpEntityId ?? "";
        if (form[MetadataEntity] != shown)
            patch[Entity] = Text(form[MetadataEntity]);
    }

    private static IEnumerable<ConnectionField> Certificates(string protocol) => All(protocol).Where(f => f.Kind == FieldKind.Certificates);

    private static ImmutableArray<string> Pems(JsonNode? list) =>
        [.. list?.AsArray().Select(node => PemEncoding.WriteString("CERTIFICATE", Convert.FromBase64String((string)node!))) ?? []];

    private static ImmutableArray<ConnectionField> All(string protocol) =>
        protocol == ConnectionState.Saml ? [.. ConnectionFields.Of(protocol), .. ConnectionFields.Provider] : ConnectionFields.Of(protocol);

    private static void Set(JsonObject patch, ConnectionField field, ConnectionForm form, ConnectionResource? before)
    {
        var value = form[field.Path];
        JsonNode? node = field.Kind switch
        {
            FieldKind.Flag => form.On(field.Path),
            FieldKind.Number when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) => number,
            FieldKind.Lines => List(value.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)),
            FieldKind.Certificates => List(form.List(field.Path)),
            FieldKind.Day => Day(value, before),
            _ => Text(value),
        };
        if (field.Path.Split('.') is not [var outer, var inner])
            patch[field.Path] = node;
        else if (patch[outer] is JsonObject members)
            members[inner] = node;
        else
            patch[outer] = new JsonObject { [inner] = node };
    }

    // A stored time within the day that is shown stays as it is.
    private static string? Day(string value, ConnectionResource? before) => value.Length == 0 ? null
        : before?.AllowSha1Until is { } stored && ShownDay(stored) == value ? stored.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture)
        : value.Contains('T', StringComparison.Ordinal) ? value : value + "T00:00:00Z";

    private static string Shown(ConnectionField field, JsonNode? stored) => (field.Kind, stored) switch
    {
        (_, null) => "",
        (FieldKind.Flag, _) => stored.GetValue<bool>() ? ConnectionFields.On : "",
        (FieldKind.Lines, JsonArray list) => string.Join('\n', list.Select(node => (string?)node)),
        (FieldKind.Certificates, _) => "",
        (FieldKind.Day, _) => ShownDay(stored.Deserialize<DateTime>()),
        _ => stored.ToString(),
    };

    private static string ShownDay(DateTime at) => at.ToUniversalTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static JsonNode? At(JsonObject json, string path) => path.Split('.') is [var outer, var inner] ? json[outer]?[inner] : json[path];

    private static JsonArray List(IEnumerable<string> texts) => [.. texts.Select(text => JsonValue.Create(text))];

    private static string? Text(string value) => value.Length == 0 ? null : value;
}
