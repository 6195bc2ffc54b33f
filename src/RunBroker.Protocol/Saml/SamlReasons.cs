namespace RunBroker.Protocol.Saml;

/// <summary>Who can mend it.</summary>
public enum SamlParty { TenantIt, Operator, AppDeveloper, Person }

/// <param name="AppError">What the app is told, should it be told (OIDCC-3.1.2.6); null where no app waits.</param>
/// <param name="Explanation">What happened: one English sentence for the tenant's admin.</param>
/// <param name="Fix">What that party does, in English.</param>
public sealed record SamlReasonText(SamlReason Reason, SamlParty Who, string? AppError, string Explanation, string Fix);

/// <summary>What a case file says about each reason. A reason without a row fails a test.</summary>
public static class SamlReasons
{
    public static SamlReasonText Of(SamlReason reason) => throw new NotSupportedException();
}
