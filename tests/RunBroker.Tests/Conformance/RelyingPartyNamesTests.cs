using System.Reflection;

namespace RunBroker.Tests.Conformance;

/// <summary>Every module of the plans that apply to us has a test of its name.</summary>
public sealed class RelyingPartyNamesTests
{
    private static readonly string[] Basic =
    [
        "", "-invalid-iss", "-missing-sub", "-invalid-aud", "-missing-iat", "-kid-absent-single-jwks", "-kid-absent-multiple-jwks", "-idtoken-sig-rs256",
        "-idtoken-sig-none", "-invalid-sig-rs256", "-userinfo-bearer-header", "-userinfo-bearer-body", "-userinfo-invalid-sub", "-nonce-invalid",
        "-scope-userinfo-claims", "-client-secret-basic",
    ];

    private static readonly string[] Config =
    [
        "-discovery-openid-config", "-discovery-jwks-uri-keys", "-discovery-issuer-mismatch", "-idtoken-sig-none",
        "-signing-key-rotation-just-before-signing", "-signing-key-rotation",
    ];

    private static readonly string[] Others =
    [
        "-form-post", "-form-post-error", "-missing-aud", "-invalid-sig-hs256", "-invalid-sig-es256", "-userinfo-signed", "-aggregated-claims",
        "-distributed-claims",
    ];

    private static readonly string[] Logout =
    [
        "", "-alg-none", "-no-event", "-with-nonce", "-wrong-alg", "-wrong-aud", "-wrong-event", "-wrong-iss",
    ];

    private static readonly string[] Leaving = ["", "-other-state", "-no-state"];

    public static TheoryData<Type, string> Modules() =>
    [
        .. Basic.Select(m => (typeof(RelyingPartyBasicTests), "oidcc-client-test" + m)),
        .. Config.Select(m => (typeof(RelyingPartyConfigTests), "oidcc-client-test" + m)),
        .. Others.Select(m => (typeof(RelyingPartyOtherTests), "oidcc-client-test" + m)),
        .. Logout.Select(m => (typeof(RelyingPartyLogoutTests), "oidcc-client-test-rp-backchannel-rpinitlogout" + m)),
        (typeof(RelyingPartyLogoutTests), "oidcc-client-test-rp-frontchannel-rpinitlogout"),
        .. Leaving.Select(m => (typeof(RelyingPartyLogoutTests), "oidcc-client-test-rp-init-logout" + m)),
    ];

    [Theory]
    [MemberData(nameof(Modules))]
    public void Every_module_has_its_test(Type tests, string module)
    {
        var method = tests.GetMethod(char.ToUpperInvariant(module[0]) + module[1..].Replace('-', '_'));
        Assert.True(method?.GetCustomAttribute<FactAttribute>() is { Skip: null }, $"{tests.Name} has no test for {module}");
    }
}
