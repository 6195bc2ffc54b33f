using System.Collections.Immutable;
using RunBroker.Protocol.Saml.Xml;

namespace RunBroker.Protocol.Saml.Metadata;

/// <summary>SingleSignOnService and SingleLogoutService of a role, as far as we speak their bindings.</summary>
/// <param name="Faulty">What was wrong with each that was left out.</param>
/// <param name="OtherBindings">Bindings that were met and that we do not speak.</param>
internal sealed record RoleEndpoints(
    ImmutableArray<SamlEndpoint> Usable, ImmutableArray<MetadataProblem> Faulty, ImmutableArray<string> OtherBindings)
{
    /// <param name="field"><c>sso</c> or <c>slo</c>: the start of the connection's fields.</param>
    public static RoleEndpoints Of(Element role, string name, string field, MetadataAsk ask)
    {
        var usable = new List<SamlEndpoint>();
        var faulty = ImmutableArray.CreateBuilder<MetadataProblem>();
        var others = new List<string>();
        var seen = 0;
        foreach (var service in role.Named(SamlNames.Metadata, name))
        {
            var binding = service["Binding"]?.Trim() ?? "";
            if (binding is not (SamlNames.RedirectBinding or SamlNames.PostBinding))
            {
                if (others.Count < MetadataLimits.Endpoints)
                    others.Add(binding);
                continue;
            }

            if (++seen > MetadataLimits.Endpoints)
            {
                faulty.Add(MetadataProblem.Of(field + "_url", MetadataFault.TooManyEndpoints, $"at most {MetadataLimits.Endpoints}"));
                break;
            }

            // anyURI is collapsed: blanks around it are not part of it.
            var url = service["Location"]?.Trim() ?? "";
            var answers = service["ResponseLocation"]?.Trim() is { Length: > 0 } other ? other : null;
            var fault = EndpointUrl.Check(field + "_url", url, ask.MayUseHttp)
                ?? (answers is null ? null : EndpointUrl.Check(field + "_response_url", answers, ask.MayUseHttp));
            if (fault is not null)
                faulty.Add(fault);
            else if (new SamlEndpoint(binding, url, answers) is var endpoint && !usable.Contains(endpoint))
                usable.Add(endpoint);
        }

        return new([.. usable], faulty.ToImmutable(), [.. others.Distinct()]);
    }

    public IEnumerable<MetadataProblem> Dangerous => Faulty.Where(static p => p.Code == nameof(MetadataFault.DangerousEndpoint));

    public IEnumerable<MetadataProblem> LeftOut => Faulty.Where(static p => p.Code != nameof(MetadataFault.DangerousEndpoint));
}
