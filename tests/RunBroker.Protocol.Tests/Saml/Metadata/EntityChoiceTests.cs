using RunBroker.Protocol.Saml;
using RunBroker.Protocol.Saml.Metadata;
using static RunBroker.Protocol.Tests.Saml.Metadata.IdpXml;

namespace RunBroker.Protocol.Tests.Saml.Metadata;

public sealed class EntityChoiceTests
{
    private static readonly MetadataAsk AskB = new() { EntityId = "https://b.example/idp" };

    private static string Sp(string name) => Entity(name).With("IDPSSODescriptor", "SPSSODescriptor");

    [Fact]
    [Spec("S-126"), Spec("IIP-MD02")]
    public void An_entity_is_picked_by_its_exact_ID_in_groups_within_groups()
    {
        var nested = Group("", Entity("a"), Group("", Sp("x"), Group("", Entity("b"))), Entity("c"));
        Assert.Equal("https://b.example/idp", Taken(nested, AskB).EntityId);
        Assert.Equal(EntityId, Taken(Good, new() { EntityId = EntityId }).EntityId);
    }

    [Theory]
    [Spec("S-126")]
    [InlineData("https://B.example/idp")]
    [InlineData("https://b.example/idp/")]
    [InlineData(" https://b.example/idp")]
    public void A_name_that_is_almost_right_is_not_and_the_right_one_is_told(string asked)
    {
        var problem = Problem(Group("", Entity("a"), Entity("b")), new() { EntityId = asked });
        Assert.Equal((nameof(MetadataFault.EntityNotFound), "idp_entity_id"), (problem.Code, problem.Field));
        Assert.Contains("https://b.example/idp:", problem.Fix, StringComparison.Ordinal);
        Assert.Equal("https://a.example/idp https://b.example/idp", problem.Got);
    }

    [Fact]
    [Spec("S-126")]
    public void Without_an_ID_the_only_identity_provider_among_apps_is_taken() =>
        Assert.Equal("https://b.example/idp", Taken(Group("", Sp("a"), Group("", Entity("b")), Sp("c"))).EntityId);

    [Fact]
    [Spec("S-126")]
    public void Without_an_ID_several_identity_providers_are_listed_up_to_ten()
    {
        var problem = Problem(Group("", [.. Enumerable.Range(1, 13).Select(i => Entity($"idp{i}")), Sp("app")]));
        Assert.Equal((nameof(MetadataFault.SeveralProviders), "idp_entity_id"), (problem.Code, problem.Field));
        Assert.Contains("https://idp1.example/idp https://idp2.example/idp ", problem.Got!, StringComparison.Ordinal);
        Assert.EndsWith("https://idp10.example/idp and 3 more", problem.Got, StringComparison.Ordinal);
    }

    [Fact]
    [Spec("S-126")]
    public void An_entity_that_is_there_twice_is_refused_also_where_one_of_them_is_an_app()
    {
        Assert.Equal(nameof(MetadataFault.DuplicateEntity), Problem(Group("", Entity("b", "_1"), Group("", Entity("b", "_2"))), AskB).Code);
        Assert.Equal(nameof(MetadataFault.DuplicateEntity), Problem(Group("", Entity("b", "_1"), Sp("b"))).Code);
        Assert.Equal("https://b.example/idp", Taken(Group("", Entity("a", "_1"), Entity("a", "_2"), Entity("b")), AskB).EntityId);
    }

    [Fact]
    [Spec("S-126"), Spec("S-122")]
    public void What_hides_in_extensions_or_under_another_entity_is_no_entity()
    {
        foreach (var place in new[] { "md:Extensions", "md:EntityDescriptor", "md:Organization" })
        {
            var hidden = Group("", Entity("a"), $"<{place}>{Entity("b")}</{place}>");
            Assert.Equal(nameof(MetadataFault.EntityNotFound), Problem(hidden, AskB).Code);
        }
    }

    [Fact]
    public void Of_the_entity_asked_for_its_roles_count_and_not_those_of_others()
    {
        var problem = Problem(Group("", Entity("a"), Sp("b")), AskB);
        Assert.Equal((nameof(MetadataFault.ServiceProvider), "metadata_xml"), (problem.Code, problem.Field));
    }

    [Theory]
    [InlineData(SamlNames.Protocol + " urn:mace:shibboleth:1.0", true)]
    [InlineData("urn:oasis:names:tc:SAML:1.1:protocol\n  " + SamlNames.Protocol, true)]
    [InlineData("urn:oasis:names:tc:SAML:2.0:protocolX", false)]
    [InlineData("urn:oasis:names:tc:saml:2.0:protocol", false)]
    [InlineData("", false)]
    public void A_role_without_SAML_2_among_its_protocols_is_not_used(string protocols, bool used)
    {
        var result = Read(Broken($"\"{SamlNames.Protocol}\"", $"\"{protocols}\""));
        Assert.Equal(used, result is MetadataResult.Read);
        if (result is MetadataResult.Refused refused)
            Assert.Equal(nameof(MetadataFault.OldSaml), Assert.Single(refused.Problems).Code);
    }

    [Theory]
    [Spec("SDP-G04")]
    [InlineData("https://idp.example/a?b=c#d")]
    [InlineData("urn:dev-x.us.auth0.com")]
    [InlineData("spn:0f8a")]
    [InlineData("https://idp.example/größe")]
    public void An_entity_ID_is_any_absolute_URI(string id) => Assert.Equal(id, Taken(Broken(EntityId, id)).EntityId);

    [Theory]
    [Spec("SDP-G04")]
    [InlineData("")]
    [InlineData("idp.example")]
    [InlineData("/idp")]
    [InlineData("https:")]
    [InlineData("1a:b")]
    [InlineData(" https://idp.example")]
    [InlineData("https://idp.example/a b")]
    [InlineData("https://idp.example/a&#9;b")]
    public void What_is_no_absolute_URI_is_no_entity_ID(string id) =>
        Assert.Equal(nameof(MetadataFault.BadEntityId), Problem(Broken(EntityId, id)).Code);

    [Fact]
    [Spec("IIP-G02")]
    public void An_entity_ID_has_1024_characters_at_most_and_is_not_cut()
    {
        var longest = "https://idp.example/" + new string('x', MetadataLimits.EntityId - 20);
        Assert.Equal(longest, Taken(Broken(EntityId, longest)).EntityId);
        Assert.Equal(nameof(MetadataFault.BadEntityId), Problem(Broken(EntityId, longest + "x")).Code);
        Assert.Equal(nameof(MetadataFault.BadEntityId), Problem(Broken($"entityID=\"{EntityId}\"", "")).Code);
    }
}
