using Microsoft.AspNetCore.Components;

namespace RunBroker.AdminWeb.Frame;

/// <summary>An admin page: a frame, a model, its words; no state and no store of its own.</summary>
public abstract class AdminView<TModel, TWords> : ComponentBase
    where TModel : class
    where TWords : IWords<TWords>
{
    [Parameter, EditorRequired]
    public required AdminFrame Frame { get; set; }

    [Parameter, EditorRequired]
    public required TModel Model { get; set; }

    protected TWords W => Frame.Language.Words<TWords>();

    protected CommonWords C => Frame.Language.Words<CommonWords>();
}
