using System.Reflection;
using RunBroker.Tests.House;

namespace RunBroker.Tests.Conformance;

/// <summary>The module lists of the suite's OP plans (release 5.2.4): each name has a test of that name, in each plan that has it.</summary>
public sealed class ModuleNamesTests
{
    private static readonly string[] Basic =
    [
        "oidcc-server", "oidcc-response-type-missing", "oidcc-idtoken-signature", "oidcc-idtoken-unsigned", "oidcc-userinfo-get", "oidcc-userinfo-post-header",
        "oidcc-userinfo-post-body", "oidcc-ensure-request-without-nonce-succeeds-for-code-flow", "oidcc-scope-profile", "oidcc-scope-email",
        "oidcc-scope-address", "oidcc-scope-phone", "oidcc-scope-all", "oidcc-alternate-happy-flow", "oidcc-display-page", "oidcc-display-popup",
        "oidcc-prompt-login", "oidcc-prompt-none-not-logged-in", "oidcc-prompt-none-logged-in", "oidcc-max-age-1", "oidcc-max-age-10000",
        "oidcc-ensure-request-with-unknown-parameter-succeeds", "oidcc-id-token-hint", "oidcc-login-hint", "oidcc-ui-locales", "oidcc-claims-locales",
        "oidcc-ensure-request-with-acr-values-succeeds", "oidcc-codereuse", "oidcc-codereuse-30seconds", "oidcc-ensure-registered-redirect-uri",
        "oidcc-ensure-post-request-succeeds", "oidcc-server-client-secret-post", "oidcc-request-uri-unsigned-supported-correctly-or-rejected-as-unsupported",
        "oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported", "oidcc-claims-essential",
        "oidcc-ensure-request-object-with-redirect-uri", "oidcc-refresh-token", "oidcc-ensure-request-with-valid-pkce-succeeds",
    ];

    [Fact]
    public void The_basic_plan_has_38_modules() => Assert.Equal(38, Basic.Distinct(StringComparer.Ordinal).Count());

    [Theory]
    [InlineData(typeof(BasicOpTests)), InlineData(typeof(FormPostBasicOpTests))]
    public void Every_module_of_the_basic_plan_has_its_test_in_both_response_modes(Type plan) => Offences.None(Basic.Except(Modules(plan), StringComparer.Ordinal));

    [Theory]
    [InlineData(typeof(BasicOpTests)), InlineData(typeof(FormPostBasicOpTests))]
    public void No_test_names_a_module_that_the_plan_does_not_have(Type plan) => Offences.None(Modules(plan).Except(Basic, StringComparer.Ordinal));

    [Fact]
    public void The_config_plan_has_its_module() => Assert.Equal(["oidcc-discovery-endpoint-verification"], Modules(typeof(ConfigOpTests)));

    /// <summary>The others of that plan need dynamic registration.</summary>
    [Fact]
    public void Of_the_dynamic_plan_the_rotation_of_keys_has_its_module() =>
        Assert.Equal(["oidcc-server-rotate-keys"], Modules(typeof(DynamicOpTests)));

    [Fact]
    public void The_rp_initiated_logout_plan_has_its_eleven_modules() => Assert.Equal(
        [
            "oidcc-rp-initiated-logout", "oidcc-rp-initiated-logout-bad-id-token-hint", "oidcc-rp-initiated-logout-bad-post-logout-redirect-uri",
            "oidcc-rp-initiated-logout-discovery-endpoint-verification", "oidcc-rp-initiated-logout-modified-id-token-hint",
            "oidcc-rp-initiated-logout-no-id-token-hint", "oidcc-rp-initiated-logout-no-params", "oidcc-rp-initiated-logout-no-post-logout-redirect-uri",
            "oidcc-rp-initiated-logout-no-state", "oidcc-rp-initiated-logout-only-state", "oidcc-rp-initiated-logout-query-added-to-post-logout-redirect-uri",
        ],
        Modules(typeof(RpInitiatedLogoutOpTests)).Order(StringComparer.Ordinal));

    [Fact]
    public void The_back_channel_logout_plan_has_its_modules() => Assert.Equal(
        ["oidcc-backchannel-logout-discovery-endpoint-verification", "oidcc-backchannel-rp-initiated-logout"],
        Modules(typeof(BackchannelLogoutOpTests)).Order(StringComparer.Ordinal));

    [Fact]
    public void The_front_channel_logout_plan_has_its_modules() => Assert.Equal(
        ["oidcc-frontchannel-logout-discovery-endpoint-verification", "oidcc-frontchannel-rp-initiated-logout"],
        Modules(typeof(FrontchannelLogoutOpTests)).Order(StringComparer.Ordinal));

    [Fact]
    public void The_session_management_plan_has_its_modules() => Assert.Equal(
        ["oidcc-session-management-discovery-endpoint-verification", "oidcc-session-management-rp-initiated-logout"],
        Modules(typeof(SessionManagementOpTests)).Order(StringComparer.Ordinal));

    private static IEnumerable<string> Modules(Type plan) =>
        plan.GetMethods(BindingFlags.Public | BindingFlags.Instance).Where(m => m.GetCustomAttribute<FactAttribute>() is { Skip: null }).Select(m => m.Name.Replace('_', '-'));
}
