function pysoftmax_leave (folder)
  % Remove FOLDER when Octave ends because the process that started it did, by SIGTERM, say.
  %
  % While that process is there it removes the folder itself, once it has read what is in it.

  mlock ();   % "clear all" in a function under test must not forget the folder
  persistent place = "";
  persistent parent = 0;
  if (nargin == 1)
    place = folder;
    parent = getppid ();
    atexit ("pysoftmax_leave");
  else
    pause (0.2);   % who is terminated closes the terminal, which ends Octave, and then is gone
    if (getppid () != parent)
      confirm_recursive_rmdir (false);
      rmdir (place, "s");
    endif
  endif
endfunction
