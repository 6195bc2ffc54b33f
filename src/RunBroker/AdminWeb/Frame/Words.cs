using RunBroker.Pages.Words;

namespace RunBroker.AdminWeb.Frame;

/// <summary>The texts of one page in both languages. A missing one does not compile: members are <c>required</c>.</summary>
public interface IWords<TSelf>
    where TSelf : IWords<TSelf>
{
    static abstract TSelf English { get; }

    static abstract TSelf Portuguese { get; }

    static TSelf In(Language language) => language == Language.Portuguese ? TSelf.Portuguese : TSelf.English;
}
