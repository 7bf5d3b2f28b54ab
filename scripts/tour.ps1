<#
.SYNOPSIS
The demo in containers, step by step.

.DESCRIPTION
  setup      builds what is not built
  up         starts five backends and a balancer, in the background
  health     says who is healthy
  failover   ends a backend under traffic and brings it back; fails if a request does
  loadtest   sends much traffic, by k6 if that is there
  teardown   ends all of it

On Linux it hands over to scripts/tour, which needs no containers.

.EXAMPLE
scripts/tour.ps1 up
#>
param(
    [Parameter(Mandatory = $true)]
    [ValidateSet('setup', 'up', 'health', 'failover', 'loadtest', 'teardown')]
    [string] $Step
)
$ErrorActionPreference = 'Stop'

$service = 'backend3'
$victim = 8003
$rate = 1000 # requests a second, of the traffic in which a backend ends
$seconds = 8
$balancer = 'compose', 'exec', '-T', 'loadex', 'loadex'

function Stop-Tour([string] $Why) {
    Write-Host "  x $Why"
    exit 1
}

# Runs docker, and ends the tour if it fails.
function Invoke-Docker {
    & docker @args
    if ($LASTEXITCODE -ne 0) { Stop-Tour "docker $args failed: exit code $LASTEXITCODE" }
}

function Test-Running {
    $services = & docker compose ps --services --status running
    return $services -contains 'loadex'
}

# Waits until the balancer says so of the victim; false if it does not within 15 seconds.
function Wait-Victim([string] $Status) {
    $end = (Get-Date).AddSeconds(15)
    while ((Get-Date) -lt $end) {
        $said = & docker @balancer health
        if ($said -match ":$victim .*$Status") { return $true }
        Start-Sleep -Milliseconds 200
    }
    return $false
}

function Invoke-Failover {
    $log = [System.IO.Path]::GetTempFileName()
    $words = $balancer + @('make-request', '--rate', $rate, '--duration', "${seconds}s", '-j', '50')
    $traffic = Start-Process docker -ArgumentList $words -NoNewWindow -PassThru -RedirectStandardOutput $log
    $null = $traffic.Handle # without it Windows PowerShell has no exit code later
    Start-Sleep -Seconds 1
    Invoke-Docker compose stop $service
    if ($traffic.HasExited) { Stop-Tour "The traffic was over before backend $victim had ended." }
    $traffic.WaitForExit()
    Get-Content $log
    Remove-Item $log
    if ($traffic.ExitCode -ne 0) { Stop-Tour "Requests failed when backend $victim ended." }
    Write-Host "  + Backend $victim ended in the middle of $($rate * $seconds) requests: none failed"
    if (-not (Wait-Victim 'Dead')) { Stop-Tour "The balancer did not notice that backend $victim is dead." }
    Invoke-Docker compose start $service
    if (-not (Wait-Victim 'Healthy')) { Stop-Tour "Backend $victim came back, but the balancer did not notice." }
    Write-Host "  + Backend $victim came back"
}

function Invoke-LoadTest {
    if (Get-Command k6 -ErrorAction SilentlyContinue) {
        & k6 run k6/loadtest.js
        exit $LASTEXITCODE
    }
    Invoke-Docker @balancer make-request -c 20000 -j 100
}

function Invoke-Step {
    if ($Step -in 'health', 'failover', 'loadtest' -and -not (Test-Running)) {
        Stop-Tour 'No demo runs: scripts/tour.ps1 up'
    }
    switch ($Step) {
        'setup' { Invoke-Docker compose build }
        'up' { Invoke-Docker compose up -d --build --wait }
        'health' { Invoke-Docker @balancer health }
        'failover' { Invoke-Failover }
        'loadtest' { Invoke-LoadTest }
        'teardown' { Invoke-Docker compose down --remove-orphans }
    }
}

if ($IsLinux) {
    & bash (Join-Path $PSScriptRoot 'tour') $Step
    exit $LASTEXITCODE
}
if (-not (Get-Command docker -ErrorAction SilentlyContinue)) {
    Stop-Tour 'There is no docker here. Docker Desktop brings it; on Linux scripts/tour does without.'
}
Push-Location (Join-Path $PSScriptRoot '..')
try { Invoke-Step } finally { Pop-Location }
