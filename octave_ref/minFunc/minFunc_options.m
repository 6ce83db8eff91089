% settings = minFunc_options (options)
%
% Read minFunc's options: a struct whose field names may be of any case, or []. An empty field
% takes the default, which is the original's. An option that there is not, or a value that this
% minFunc lacks, is an error.

function settings = minFunc_options (options)
  settings = struct ("Method", "lbfgs", "MaxIter", 500, "MaxFunEvals", 1000, "TolFun", 1e-5, ...
                     "TolX", 1e-9, "Corr", 100, "c1", 1e-4, "c2", 0.9, "LS_init", 0, "LS", 4, ...
                     "Fref", 1, "Damped", 0, "useMex", false, "DerivativeCheck", "off", ...
                     "outputFcn", [], "Display", "iter");
  if (! isstruct (options) && isempty (options))
    options = struct ();
  elseif (! isstruct (options) || ! isscalar (options))
    error ("minFunc:options", "options is a %s; it must be one struct or []", class (options));
  end
  names = fieldnames (settings);
  given = fieldnames (options);
  check_names (given, names);
  for k = 1:numel (given)
    value = options.(given{k});
    if (! isempty (value))
      name = names{strcmpi (given{k}, names)};
      check (["options." given{k}], name, value, settings.(name));
      settings.(name) = value;
    end
  end
  settings = settle (settings);
end

function check_names (given, names)
  for k = 1:numel (given)
    if (! any (strcmpi (given{k}, names)))
      error ("minFunc:unknownOption", "options.%s: no such option; there are %s", ...
             given{k}, strjoin (names', ", "));
    elseif (sum (strcmpi (given{k}, given)) > 1)
      error ("minFunc:options", "options.%s is given in more than one spelling; give it once", ...
             given{k});
    end
  end
end

% Is the value one that the option may have?
function check (given, name, value, default)
  number = isnumeric (value) && isreal (value) && isscalar (value);
  switch_value = isscalar (value) && (number || islogical (value)) && any (value == [0, 1]);
  switch (name)
    case {"MaxIter", "Corr"}
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
      allowed = [words(default) "; this minFunc has no other"];
      right = isequal (value, default) || (ischar (value) && strcmpi (value, default));
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
      allowed = "'iter', 'final', 'full', 'off', 'none' or 0";
      right = switch_value ...
              || any (strcmpi (value, {"iter", "on", "final", "full", "off", "none"}));
  end
  if (! right)
    error ("minFunc:options", "%s is %s; it must be %s", given, words (value), allowed);
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

% From what was given to what is done.
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
  settings.debug = strcmpi (display, "full");
end
