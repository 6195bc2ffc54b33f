using System.Reflection;

namespace RunBroker.Tests.SignOuts;

/// <summary>
/// What people have reported of logout in public threads of other brokers and libraries. Each thread has a test that does what they did, or
/// the rows of <see cref="MatrixTests"/> that it asked for; the trait names it.
/// </summary>
public sealed class ThreadsTests
{
    public static TheoryData<string> Threads =>
    [
        "keycloak/keycloak#31075", "keycloak/keycloak#46762", "keycloak/keycloak#24074", "keycloak/keycloak#45060",
        "keycloak/keycloak#37159", "keycloak/keycloak#25171", "keycloak/keycloak#27342", "keycloak/keycloak#45120",
        "goauthentik/authentik#25826", "goauthentik/authentik#7137", "zitadel/zitadel#12752", "zitadel/zitadel#9228",
        "zitadel/zitadel#8287", "FusionAuth/fusionauth-issues#3254", "dexidp/dex#1600", "dexidp/dex#3292", "dexidp/dex#4742",
        "openiddict/openiddict-core#2175", "dotnet/aspnetcore#4659", "DuendeArchive/Support#1507", "DuendeArchive/Support#1437",
        "Sustainsys/Saml2#1473", "DuendeArchive/Support#178", "keycloak/keycloak#34104", "wso2/product-is#22338",
    ];

    private static readonly HashSet<string> Marked = typeof(ThreadsTests).Assembly.GetTypes()
        .SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.Instance).Cast<MemberInfo>().Append(t))
        .Where(m => m is Type || m.GetCustomAttribute<FactAttribute>() is { Skip: null })
        .SelectMany(m => m.GetCustomAttributes<SpecAttribute>()).Select(s => s.Requirement).ToHashSet(StringComparer.Ordinal);

    [Theory, MemberData(nameof(Threads))]
    public void Every_thread_has_its_test(string thread) => Assert.Contains(thread, Marked);
}
