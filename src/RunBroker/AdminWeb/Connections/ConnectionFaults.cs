using System.Collections.Immutable;
using RunBroker.Admin;
using RunBroker.Pages;
using RunBroker.Pages.Words;

namespace RunBroker.AdminWeb.Connections;

/// <summary>What is wrong with one field, or with what the provider publishes at the address in it.</summary>
/// <param name="At">The field of the form that it stands beside.</param>
/// <param name="Member">As the management API names it.</param>
/// <param name="Says">What to do.</param>
/// <param name="Blocks">Else it is a warning.</param>
public sealed record ConnectionFault(string At, string Member, string Says, string? Wanted, string? Got, bool Blocks)
{
    /// <summary>The one warning that is about the way and not about what the provider says: what came may be good all the same.</summary>
    public bool IsOfPlainHttp => this is { Blocks: false, Wanted: "https" };
}

/// <summary>Why a form was not taken, or not all of it.</summary>
/// <param name="Code">Of the problem, as the management API names it.</param>
public sealed record Refusal(string Code, string Title, string? Detail);

/// <summary>The management API's problems beside the fields of the page.</summary>
internal static class ConnectionFaults
{
    private static readonly ImmutableArray<string> OfTheProvidersDocument =
    [
        "authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint", "end_session_endpoint", "response_types_supported",
        "id_token_signing_alg_values_supported", "require_pushed_authorization_requests", "require_signed_request_object",
        "code_challenge_methods_supported",
    ];

    public static ImmutableArray<ConnectionFault> Of(Problem problem, ConnectionForm form, Language language) => problem.Problems.IsEmpty
        ? [.. InOrder(problem.Errors.Select(e => new ConnectionFault(At(e.Path, form), e.Path, FaultTexts.Rule(e.Says, language), null, null, true)), form)]
        : Of(problem.Problems, form, language);

    public static ImmutableArray<ConnectionFault> Of(IEnumerable<ConnectionProblem> problems, ConnectionForm form, Language language) =>
        [.. InOrder(problems.Select(p => Of(p, form, language)), form)];

    /// <summary>As the fields follow each other on the page.</summary>
    private static IEnumerable<ConnectionFault> InOrder(IEnumerable<ConnectionFault> faults, ConnectionForm form)
    {
        string[] order = ["name", "issuer_url", "client_id", "client_secret", "scopes", FormReading.MetadataUrl, FormReading.MetadataXml,
            FormReading.MetadataEntity, .. ConnectionFields.Provider.Select(f => f.Path), .. ConnectionFields.Of(form.Protocol).Select(f => f.Path)];
        return faults.OrderBy(f => Array.IndexOf(order, f.At.Split('[')[0]) is var at and >= 0 ? at : order.Length);
    }

    private static ConnectionFault Of(ConnectionProblem p, ConnectionForm form, Language language)
    {
        var (fix, wanted) = FaultTexts.Of(p, language);
        return new(At(p.Field, form), p.Field, Inert.Text(fix), wanted is null ? null : Inert.Text(wanted),
            p.Got is { Length: > 0 } got ? Inert.Text(got) : null, p.Blocks);
    }

    private static string At(string member, ConnectionForm form)
    {
        if (OfTheProvidersDocument.Contains(member))
            return "issuer_url";
        var name = member is "slo_url" ? "idp_slo_url" : member is "entra_tenants" ? "allowed_tenant_ids"
            : member.StartsWith("allowed_tenant_ids", StringComparison.Ordinal) ? "allowed_tenant_ids"
            : member.StartsWith("requested_authn_context", StringComparison.Ordinal) ? "requested_authn_context" : member;
        if (!form.IsSaml || form[ConnectionForm.BySource] == ConnectionForm.ByFields)
            return name;
        // With metadata there are no single fields: what is wrong with them is wrong with the document.
        var document = form[ConnectionForm.BySource] == ConnectionForm.ByUpload ? FormReading.MetadataXml : FormReading.MetadataUrl;
        return name == "idp_entity_id" ? FormReading.MetadataEntity
            : name is FormReading.MetadataUrl or FormReading.MetadataXml || ConnectionFields.Provider.Any(f => name.Split('[')[0] == f.Path) ? document : name;
    }
}
