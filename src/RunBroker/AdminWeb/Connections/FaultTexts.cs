using RunBroker.Admin;
using RunBroker.Pages.Words;

namespace RunBroker.AdminWeb.Connections;

/// <summary>What the domain says of a connection, in the reader's language: by its code, which never changes.</summary>
internal static class FaultTexts
{
    public static (string Fix, string? Wanted) Of(ConnectionProblem problem, Language language) => (problem.Fix, problem.Wanted);

    /// <summary>A rule of one field, such as “must not be blank”.</summary>
    public static string Rule(string says, Language language) => says;
}
