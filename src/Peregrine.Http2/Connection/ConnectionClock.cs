using Peregrine.Http2.Limits;

namespace Peregrine.Http2;

/// <summary>
/// Everything that a connection does because time passes: SETTINGS time-out, keepalive, idle time, age, drain, slow readers. One timer that looks at counters, so that
/// traffic pays next to nothing for it. Its own gate is never held together with the connection's.
/// </summary>
internal sealed class ConnectionClock
{
    /// <summary>After how much silence a server asks whether its peer lives, if nobody says otherwise (gRFC A9).</summary>
    public static readonly TimeSpan ServerKeepAlive = TimeSpan.FromHours(2);

    // From here on keepalive is content with the timer's looks at the clock, and a receive does not cost one.
    private static readonly TimeSpan s_longInterval = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan s_longestTimer = TimeSpan.FromDays(24);

    // What a peer that broke a rule may take to read the GOAWAY that says so.
    private static readonly TimeSpan s_farewellTime = TimeSpan.FromSeconds(2);

    private readonly Http2Connection _connection;
    private readonly Http2Options _options;
    private readonly TimeProvider _time;
    private readonly long _startedAt;
    private readonly TimeSpan _maxAge;
    private readonly ITimer _timer;

    // Written by others.
    private long _heardAt;
    private volatile bool _heard;
    private long _busyAt;
    private long _settingsAt;

    // The timer's thread only; ticks do not overlap because each arms the next.
    private long _sent;
    private long _sentAt;
    private bool _wasSending;
    private long _pingedAt;
    private readonly Standstill _standstill;
    private volatile bool _stopped;
    private long _drainingAt;
    private long _failedAt;

    public ConnectionClock(Http2Connection connection, Http2Options options, TimeProvider time, Random random)
    {
        _connection = connection;
        _options = options;
        _time = time;
        _startedAt = _heardAt = _busyAt = _settingsAt = _sentAt = time.GetTimestamp();
        _maxAge = options.MaxAge == Timeout.InfiniteTimeSpan ? options.MaxAge : Spread(options.MaxAge, random);
        _standstill = new Standstill(options.Abuse.SlowReaderTimeout, time);
        _timer = time.CreateTimer(static clock => ((ConnectionClock)clock!).Tick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Arm();
    }

    /// <summary>The timestamp now.</summary>
    public long Now => _time.GetTimestamp();

    /// <summary>Bytes arrived. Costs a look at the clock only where keepalive wants to know at once.</summary>
    public void Heard()
    {
        TimeSpan interval = _connection.KeepAliveInterval;
        if (interval >= s_longInterval)
        {
            _heard = true;
        }
        else if (interval != Timeout.InfiniteTimeSpan)
        {
            Volatile.Write(ref _heardAt, _time.GetTimestamp());
        }
    }

    /// <summary>The last stream ended. Costs a look at the clock only where an idle time-out wants to know.</summary>
    public void BecameIdle()
    {
        if (_options.IdleTimeout != Timeout.InfiniteTimeSpan)
        {
            Volatile.Write(ref _busyAt, _time.GetTimestamp());
        }
    }

    /// <summary>A drain began; it has its own time-outs.</summary>
    public void DrainBegan()
    {
        Interlocked.CompareExchange(ref _drainingAt, _time.GetTimestamp(), 0);
        Arm();
    }

    /// <summary>The connection ended by an error: what waits is sent while the peer reads it, and then no longer.</summary>
    public void Failed()
    {
        Interlocked.CompareExchange(ref _failedAt, _time.GetTimestamp(), 0);
        Arm();
    }

    /// <summary>SETTINGS were sent again, and are to be acknowledged in time; seen at the next look at the clock.</summary>
    public void SettingsSent() => Volatile.Write(ref _settingsAt, _time.GetTimestamp());

    /// <summary>One of the times that it goes by was changed.</summary>
    public void Reconsider()
    {
        Heard();
        Arm();
    }

    /// <summary>The connection is over.</summary>
    public void Stop()
    {
        _stopped = true;
        _timer.Dispose();
    }

    // The longest ages cannot be made longer.
    private static TimeSpan Spread(TimeSpan age, Random random)
    {
        double ticks = age.Ticks * (0.9 + (random.NextDouble() * 0.2));
        return ticks >= TimeSpan.MaxValue.Ticks ? TimeSpan.MaxValue : TimeSpan.FromTicks((long)ticks);
    }

    private void Tick()
    {
        Observe();
        if (_stopped || CheckFarewell() || CheckSettings() || CheckKeepAlive() || CheckSlowReader() || CheckStandstill())
        {
            return;
        }
        CheckIdle();
        CheckAge();
        CheckDrain();
        Arm();
    }

    private void Observe()
    {
        long now = _time.GetTimestamp();
        if (_heard)
        {
            _heard = false;
            Volatile.Write(ref _heardAt, now);
        }
        (int open, long sent, bool sending) = _connection.Activity();
        if (open > 0)
        {
            _busyAt = now;
        }
        else
        {
            _connection.Lifetimes.TrimWhileIdle();
        }
        // A batch that was just begun after a long silence has not waited: only one that was there at the last look too.
        if (!sending || !_wasSending || sent != _sent)
        {
            _sent = sent;
            _sentAt = now;
        }
        _wasSending = sending;
    }

    // Until a server has said anything at all, a client's connect time is the limit, and says so.
    private bool AwaitsSettingsAck => !_connection.Settings.IsAcknowledged && (_connection.Role == Role.Server || _connection.Settings.RemoteKnown);

    private bool CheckFarewell()
    {
        long failed = Interlocked.Read(ref _failedAt);
        if (failed == 0 || !IsOver(failed, s_farewellTime))
        {
            return false;
        }
        _connection.Ending.GiveUp(new TransportError(TransportErrorKind.Aborted, "the connection was closed here; the peer did not read why in time"));
        return true;
    }

    private bool CheckSettings()
    {
        if (!AwaitsSettingsAck || !IsOver(Volatile.Read(ref _settingsAt), _options.SettingsTimeout))
        {
            return false;
        }
        _connection.Handle(0, Http2Error.Connection(ErrorCode.SettingsTimeout, $"SETTINGS were not acknowledged within SettingsTimeout ({_options.SettingsTimeout})"));
        return true;
    }

    private bool CheckKeepAlive()
    {
        if (_connection.Pings.KeepAliveWaits)
        {
            if (IsOver(_pingedAt, _options.KeepAliveTimeout) && IsOver(_heardAt, _options.KeepAliveTimeout))
            {
                _connection.Ending.GiveUp(new TransportError(TransportErrorKind.TimedOut, $"no answer to a keepalive PING within KeepAliveTimeout ({_options.KeepAliveTimeout})"));
                return true;
            }
            return false;
        }
        bool isWanted = _options.KeepAliveWithoutStreams || _options.KeepAliveInterval is null || _connection.OpenStreams > 0;
        if (isWanted && IsOver(_heardAt, _connection.KeepAliveInterval))
        {
            _pingedAt = _time.GetTimestamp();
            _connection.Pings.SendKeepAlive();
        }
        return false;
    }

    private bool CheckSlowReader()
    {
        if (!IsOver(_sentAt, _options.Abuse.SlowReaderTimeout))
        {
            return false;
        }
        _connection.Abuse.Report(new AbuseReport(AbuseKind.SlowReader, (long)_time.GetElapsedTime(_sentAt).TotalSeconds,
            (long)_options.Abuse.SlowReaderTimeout.TotalSeconds, nameof(AbuseLimits.SlowReaderTimeout)));
        _connection.Ending.GiveUp(new TransportError(TransportErrorKind.TimedOut, $"the peer read nothing for AbuseLimits.SlowReaderTimeout ({_options.Abuse.SlowReaderTimeout})"));
        return true;
    }

    private bool CheckStandstill()
    {
        (long held, long moved) = _connection.Holding();
        if (!_standstill.Look(_options.Memory.IsScarce ? held : 0, moved))
        {
            return false;
        }
        _connection.Handle(0, _connection.Abuse.Standstill(held, _options.Memory.Bytes));
        return true;
    }

    private void CheckIdle()
    {
        if (IsOver(_busyAt, _options.IdleTimeout))
        {
            _connection.Drain(ErrorCode.NoError, "idle");
        }
    }

    private void CheckAge()
    {
        if (IsOver(_startedAt, _maxAge))
        {
            _connection.Drain(ErrorCode.NoError, "max_age");
        }
    }

    private void CheckDrain()
    {
        long began = Interlocked.Read(ref _drainingAt);
        if (began == 0)
        {
            return;
        }
        if (IsOver(began, ConnectionEnding.DrainPingTimeout))
        {
            _connection.Ending.FinishDrain();
        }
        if (IsOver(_startedAt, _maxAge) && IsOver(began, _options.MaxAgeGrace))
        {
            _connection.Abort(ErrorCode.NoError, "max_age grace is over");
        }
    }

    private bool IsOver(long since, TimeSpan limit) => limit != Timeout.InfiniteTimeSpan && _time.GetElapsedTime(since) >= limit;

    private void Arm()
    {
        TimeSpan next = Timeout.InfiniteTimeSpan;
        if (AwaitsSettingsAck)
        {
            Consider(ref next, Volatile.Read(ref _settingsAt), _options.SettingsTimeout);
        }
        Consider(ref next, _connection.Pings.KeepAliveWaits ? Math.Max(_pingedAt, _heardAt) : _heardAt,
            _connection.Pings.KeepAliveWaits ? _options.KeepAliveTimeout : _connection.KeepAliveInterval);
        Consider(ref next, _sentAt, _options.Abuse.SlowReaderTimeout / 2);
        if (Interlocked.Read(ref _failedAt) is not 0 and var failed)
        {
            Consider(ref next, failed, s_farewellTime);
        }
        long began = Interlocked.Read(ref _drainingAt);
        if (began == 0)
        {
            Consider(ref next, _busyAt, _options.IdleTimeout);
            Consider(ref next, _startedAt, _maxAge);
        }
        else
        {
            Consider(ref next, began, ConnectionEnding.DrainPingTimeout);
            Consider(ref next, began, _options.MaxAgeGrace);
        }
        if (!_stopped)
        {
            // What is further away than a timer reaches is looked for again then.
            _timer.Change(next > s_longestTimer ? s_longestTimer : next, Timeout.InfiniteTimeSpan);
        }
    }

    // What is over already was acted on, or is looked at again after a full period.
    private void Consider(ref TimeSpan next, long since, TimeSpan limit)
    {
        if (limit == Timeout.InfiniteTimeSpan)
        {
            return;
        }
        TimeSpan left = limit - _time.GetElapsedTime(since);
        if (left <= TimeSpan.Zero)
        {
            left = limit > TimeSpan.Zero ? limit : TimeSpan.FromMilliseconds(1);
        }
        if (next == Timeout.InfiniteTimeSpan || left < next)
        {
            next = left;
        }
    }
}
