function pysoftmax_setup (lines, fresh)
  % Run LINES in the base workspace; first, if FRESH, forget globals and persistent variables.

  if (fresh)
    evalin ("base", "clear -global");
    clear ("-functions");
  endif
  for k = 1:numel (lines)
    evalin ("base", [lines{k}, ";"]);
  endfor
endfunction
