namespace Peregrine.Tests;

public class StatusTests
{
    [Fact]
    public void A_status_remembers_who_decided_it()
    {
        var ours = new Status(StatusCode.NotFound, "no");
        Status theirs = Status.FromPeer(StatusCode.NotFound, "no");

        Assert.Equal(StatusOrigin.Local, ours.Origin);
        Assert.Equal(StatusOrigin.Peer, theirs.Origin);
        Assert.Equal(ours, theirs);
    }

    [Fact]
    public void The_default_status_is_ok_without_detail()
    {
        Assert.Equal(StatusCode.OK, default(Status).StatusCode);
        Assert.Equal("", default(Status).Detail);
        Assert.Equal(Status.DefaultSuccess, default);
    }

    [Fact]
    public void An_exception_shows_status_and_trailers()
    {
        var trailers = new Metadata { { "k", "v" } };
        var exception = new RpcException(new Status(StatusCode.Aborted, "try again"), trailers);

        Assert.Equal(StatusCode.Aborted, exception.StatusCode);
        Assert.Equal("Status(StatusCode=\"Aborted\", Detail=\"try again\")", exception.Message);
        Assert.Same(trailers, exception.Trailers);
    }
}
