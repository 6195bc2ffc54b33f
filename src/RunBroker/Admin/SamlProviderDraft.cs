using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using RunBroker.Protocol.Saml.Metadata;
using RunBroker.Tenancy;

namespace RunBroker.Admin;

/// <summary>Where what is known of the provider comes from: exactly one of metadata by URL, metadata by upload, or fields.</summary>
internal enum SamlSource
{
    Fields,
    Url,
    Upload,
}

/// <param name="Known">The settings of the provider alone.</param>
/// <param name="Upload">The document, when one was sent.</param>
internal sealed record SamlProviderDraft(SamlSource Source, SamlSettings Known, byte[]? Upload)
{
    private const string OnlyOne = "give one of metadata_url, metadata_xml, and the provider's fields";

    private static readonly ImmutableArray<string> Fields =
        ["sso_url", "idp_slo_url", "slo_url", "slo_response_url", "certificates"];

    private static readonly ImmutableArray<string> Bindings = [SamlSettings.Redirect, SamlSettings.Post];

    public static SamlProviderDraft Read(Draft draft, SamlSettings? before, Func<Uri, bool> mayUseHttp)
    {
        var upload = UploadOf(draft);
        var url = MetadataUrl(draft, mayUseHttp);
        if (upload is not null && draft.Sent["metadata_url"] is not null)
            draft.Errors.Add("metadata_xml", OnlyOne);
        var keepsUpload = before is { MetadataUploaded: true } && !draft.Sent.ContainsKey("metadata_xml") && url is null;
        var source = upload is not null || keepsUpload ? SamlSource.Upload : url is not null ? SamlSource.Url : SamlSource.Fields;
        var known = source == SamlSource.Fields ? FromFields(draft, mayUseHttp) : FromMetadata(draft, source, url, before);
        return new(source, known with
        {
            SsoBinding = Binding(draft, "sso_binding", source, before?.SsoBinding),
            SloBinding = Binding(draft, "slo_binding", source, before?.SloBinding),
            MetadataCertificates = CertificateText.Read(draft, "metadata_certificates"),
        }, upload);
    }

    public static string? Word(Draft draft, string name, ImmutableArray<string> words)
    {
        var word = draft.Reader.Text(name, 100);
        if (word is not null && !words.Contains(word))
            draft.Errors.Add(name, "must be one of: " + string.Join(", ", words));
        return word;
    }

    // What was answered from the metadata and comes back unchanged is no preference.
    private static string? Binding(Draft draft, string name, SamlSource source, string? before)
    {
        var word = Word(draft, name, Bindings);
        return source == SamlSource.Fields || draft.Changes(name) ? word : before;
    }

    private static SamlSettings FromMetadata(Draft draft, SamlSource source, string? url, SamlSettings? before)
    {
        foreach (var name in Fields)
        {
            draft.Reader.Any(name);
            if (draft.Changes(name))
                draft.Errors.Add(name, $"comes from the metadata: {OnlyOne}");
        }

        // Which entity of the document is meant. What was answered from the metadata and comes back unchanged pins nothing.
        var sent = draft.Reader.Text("idp_entity_id", MetadataLimits.EntityId);
        var wasMetadata = before is { MetadataUrl: not null } or { MetadataUploaded: true };
        var pinned = draft.Changes("idp_entity_id") || (!wasMetadata && draft.Sent.ContainsKey("idp_entity_id")) ? sent
            : wasMetadata ? before!.IdpEntityId : null;
        return new()
        {
            MetadataUrl = source == SamlSource.Url ? url : null,
            MetadataUploaded = source == SamlSource.Upload,
            IdpEntityId = pinned,
        };
    }

    private static SamlSettings FromFields(Draft draft, Func<Uri, bool> mayUseHttp)
    {
        // Answered as ours, taken as theirs (contract section 6): what was answered and comes back unchanged is ours, and says nothing.
        var slo = Endpoint(draft, "idp_slo_url", mayUseHttp);
        if (draft.Changes("slo_url"))
        {
            var alias = Endpoint(draft, "slo_url", mayUseHttp);
            if (draft.Sent.ContainsKey("idp_slo_url") && alias != slo)
                draft.Errors.Add("slo_url", "is the same as idp_slo_url: send one of them");
            slo = alias;
        }
        else
        {
            draft.Reader.Any("slo_url");
        }

        return new()
        {
            IdpEntityId = draft.Reader.Text("idp_entity_id", MetadataLimits.EntityId),
            SsoUrl = Endpoint(draft, "sso_url", mayUseHttp),
            SloUrl = slo,
            SloResponseUrl = Endpoint(draft, "slo_response_url", mayUseHttp),
            Certificates = CertificateText.Read(draft, "certificates"),
        };
    }

    private static string? Endpoint(Draft draft, string name, Func<Uri, bool> mayUseHttp)
    {
        var url = draft.Reader.Text(name, MetadataLimits.Url);
        if (url is not null && EndpointUrl.Check(name, url, mayUseHttp) is { } fault)
            draft.Errors.Add(name, "must be " + fault.Wanted);
        return url;
    }

    private static string? MetadataUrl(Draft draft, Func<Uri, bool> mayUseHttp)
    {
        var url = draft.Reader.Text("metadata_url", WebUrl.Longest);
        if (url is not null && EndpointUrl.Check("metadata_url", url, mayUseHttp) is { } fault)
            draft.Errors.Add("metadata_url", "must be " + fault.Wanted);
        return draft.Sent["metadata_xml"] is null ? url : null;
    }

    /// <summary>The document itself, or base64 of it.</summary>
    private static byte[]? UploadOf(Draft draft)
    {
        if (draft.Reader.Any("metadata_xml") is not { } node)
            return null;
        if (node.GetValueKind() != JsonValueKind.String)
        {
            draft.Errors.Add("metadata_xml", "must be a string: the document, or base64 of it");
            return null;
        }

        var text = node.GetValue<string>();
        var octets = new byte[text.Length];
        return !text.AsSpan().TrimStart("\uFEFF \t\r\n").StartsWith('<') && Convert.TryFromBase64String(text, octets, out var length) && length > 0
            ? octets[..length] : Encoding.UTF8.GetBytes(text);
    }
}
