% settings = minFunc_options (options)
%
% Read minFunc's options: a struct whose field names may be of any case, or []. An empty field
% selects the default, which is the original's. Like the original, ignore names that are not options
% and use one of several spellings of a name; unlike the original, warn of both. A value that this
% minFunc does not support is an error.

function settings = minFunc_options (options)
  settings = struct ("Method", "lbfgs", "MaxIter", 500, "MaxFunEvals", 1000, "TolFun", 1e-5, ...
                     "TolX", 1e-9, "Corr", 100, "c1", 1e-4, "c2", 0.9, "LS_init", 0, "LS", 4, ...
                     "Fref", 1, "Damped", 0, "numDiff", 0, "useMex", false, ...
                     "DerivativeCheck", "off", "outputFcn", [], "Display", "iter");
  if (! isstruct (options) && isempty (options))
    options = struct ();
  elseif (! isstruct (options) || ! isscalar (options))
    error ("minFunc:options", "options is a %s; expected one struct or []", class (options));
  end
  names = fieldnames (settings);
  chosen = choose_fields (fieldnames (options), names);
  for k = 1:numel (names)
    if (! isempty (chosen{k}) && ! isempty (options.(chosen{k})))
      value = options.(chosen{k});
      check (["options." chosen{k}], names{k}, value, settings.(names{k}));
      settings.(names{k}) = value;
    end
  end
  settings = settle (settings);
end

% The field to use for each option; empty if it is not given. The original copies every field, in
% order, to its name in capitals: the last one wins, but a field whose name is in capitals already
% has been overwritten by then.
function chosen = choose_fields (given, names)
  chosen = cell (size (names));
  for k = 1:numel (given)
    field = given{k};
    option = find (strcmpi (field, names));
    if (isempty (option))
      warning ("minFunc:unknownOption", "options.%s is ignored: %s", field, advice (field, names));
      continue;
    end
    first = chosen{option};
    wins = isempty (first) || ! strcmp (field, toupper (field));
    if (wins)
      chosen{option} = field;
    end
    if (! isempty (first))
      warning ("minFunc:spellings", "options has %s and %s; like the original, uses %s", ...
               first, field, chosen{option});
    end
  end
end

% What to do about a name that is not an option here: those of other editions of minFunc and of
% MATLAB's fminunc have a counterpart.
function text = advice (field, names)
  elsewhere = {
    "optTol", "minFunc 2012 has it; use TolFun, which bounds the sum of |g| and not its maximum"
    "progTol", "minFunc 2012 has it; use TolX"
    "Corrections", "minFunc 2012 has it; use Corr"
    "LS_type", "minFunc 2012 has it; use LS, whose one value here, 4, is LS_type 1"
    "LS_interp", "minFunc 2012 has it; use LS, whose one value here, 4, interpolates by cubics"
    "LS_multi", "minFunc 2012 has it; use LS, whose one value here, 4, is LS_multi 0"
    "logfile", "this minFunc writes no file; capture what it prints"
    "GradObj", "it belongs to fminunc; funObj always returns the gradient"
  };
  known = strcmpi (field, elsewhere(:,1));
  if (any (known))
    text = elsewhere{known,2};
  else
    text = ["minFunc has no such option; it has " strjoin(names', ", ")];
  end
end

% Is the value one that the option accepts?
function check (given, name, value, default)
  number = isnumeric (value) && isreal (value) && isscalar (value);
  switch_value = isscalar (value) && (number || islogical (value)) && any (value == [0, 1]);
  switch (name)
    case "MaxIter"
      allowed = "a whole number from 1, or Inf";
      right = number && value >= 1 && value == floor (value);
    case "Corr"
      allowed = "a whole number from 1";
      right = number && value >= 1 && value < Inf && value == floor (value);
    case "MaxFunEvals"
      allowed = "a number from 1";
      right = number && value >= 1;
    case {"TolFun", "TolX"}
      allowed = "a number from 0";
      right = number && value >= 0 && value < Inf;
    case {"c1", "c2"}
      allowed = "a number between 0 and 1";
      right = number && value > 0 && value < 1;
    case {"Method", "LS_init", "LS", "Fref", "Damped"}
      allowed = [words(default) ", the only value that this minFunc supports"];
      right = isequal (value, default) || (ischar (value) && strcmpi (value, default));
    case "numDiff"
      allowed = "0, and funObj to return the gradient";
      right = isequal (value, 0);
    case "useMex"
      allowed = "true or false";
      right = switch_value;
    case "DerivativeCheck"
      allowed = "'on' or 'off'";
      right = switch_value || any (strcmpi (value, {"on", "off"}));
    case "outputFcn"
      allowed = "a function handle or name";
      right = is_function_handle (value) || ischar (value);
    case "Display"
      allowed = "'iter', 'final', 'full', 'excessive', 'off', 'none' or 0";
      right = switch_value || any (strcmpi (value, {"iter", "on", "final", "full", "excessive", ...
                                                    "off", "none"}));
  end
  if (! right)
    error ("minFunc:options", "%s is %s; expected %s", given, words (value), allowed);
  end
end

function text = words (value)
  text = strtrim (disp (value));
  if (ischar (value))
    text = ["'" value "'"];
  elseif (islogical (value))
    text = mat2str (value);    % true, which disp shows as the number 1
  end
end

% Turn the options into what minFunc does.
function settings = settle (settings)
  if (settings.useMex)
    warning ("minFunc:useMex", "options.useMex has no effect: there are no mex files here");
  end
  settings.DerivativeCheck = ! any (strcmpi (settings.DerivativeCheck, "off")) ...
                             && ! isequal (settings.DerivativeCheck, 0);
  display = settings.Display;
  silent = isequal (display, 0) || any (strcmpi (display, {"off", "none"}));
  settings.show_message = ! silent;
  settings.show_iterations = ! silent && ! strcmpi (display, "final");
  settings.debug = any (strcmpi (display, {"full", "excessive"}));    % the original also plots
end
