"""``python3 -m sanku``: the command."""

try:
    from sanku.command import app
except ModuleNotFoundError as error:
    if error.name not in ("typer", "rich", "click"):
        raise
    raise SystemExit("The command needs typer and rich: pip install 'sanku[command]'") from error

if __name__ == "__main__":
    app(prog_name="sanku")
