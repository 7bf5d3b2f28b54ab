#include "apps/loadex/cli/commands/completion_script.hpp"

namespace loadex::cli {

namespace {

constexpr std::string_view bash = R"(# Completion of loadex in bash.
_loadex() {
  local IFS=$' \t\n' line=${COMP_LINE:0:COMP_POINT} breaks=${COMP_WORDBREAKS//[!:=]/} before='' words found
  read -ra words <<<"$line"
  [[ $line == *[[:blank:]] ]] && words+=('')
  mapfile -t found < <("$1" __complete "${words[@]:1}" 2>/dev/null)
  if [[ ${found[0]-} == :files ]]; then
    compopt -o default
    COMPREPLY=()
    return
  fi
  # What stands before a colon or an equals sign is another word to bash.
  [[ $breaks ]] && before=${words[-1]%"${words[-1]##*[$breaks]}"}
  COMPREPLY=("${found[@]#"$before"}")
}
complete -F _loadex loadex
)";

constexpr std::string_view zsh = R"(#compdef loadex
# Completion of loadex in zsh.
_loadex() {
  local -a found
  found=("${(@f)$("${words[1]}" __complete "${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ ${found[1]} == :files ]]; then
    _files
  else
    compadd -a found
  fi
}
if [[ ${funcstack[1]} == _loadex ]]; then
  _loadex "$@"
else
  compdef _loadex loadex
fi
)";

constexpr std::string_view fish = R"(# Completion of loadex in fish.
function __loadex_complete
  set -l words (commandline -opc)
  set -l last (commandline -ct)
  test -n "$last"; or set last ''
  set -l found ($words[1] __complete $words[2..-1] $last 2>/dev/null)
  if test "$found[1]" = ':files'
    __fish_complete_path $last
  else
    printf '%s\n' $found
  end
end
complete -c loadex -f -a '(__loadex_complete)'
)";

} // namespace

std::string_view completion_script(std::string_view shell) {
  return shell == "bash" ? bash : shell == "zsh" ? zsh : shell == "fish" ? fish : std::string_view{};
}

} // namespace loadex::cli
