using RunBroker.Pages.Words;

namespace RunBroker.AdminWeb.Frame;

/// <summary>The texts of one page in both languages. A missing one does not compile: members are <c>required</c>.</summary>
public interface IWords<TSelf>
    where TSelf : IWords<TSelf>
{
    static abstract TSelf English { get; }

    static abstract TSelf Portuguese { get; }
}

public static class WordsChoice
{
    public static TWords Words<TWords>(this Language language)
        where TWords : IWords<TWords> => language == Language.Portuguese ? TWords.Portuguese : TWords.English;
}
